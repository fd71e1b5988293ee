with httpx.stream(
    "POST",
    "https://api.kvid.ai/api/agent/resume",
    headers={"api-key": API_KEY, "Content-Type": "application/json"},
    json={"jobId": job_id, "email": EMAIL, "apiKey": API_KEY, "locale": "en"},
    timeout=None,
) as resp:
    for line in resp.iter_lines():
        ...
