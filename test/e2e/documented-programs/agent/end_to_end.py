import httpx
import json
import requests

API_KEY = "YOUR_API_KEY"
EMAIL = "you@example.com"
PROJECT = 1234


def stream_agent(url, body):
    """Yield (event_name, payload) tuples."""
    with httpx.stream(
        "POST", url,
        headers={"api-key": API_KEY, "Content-Type": "application/json"},
        json=body, timeout=None,
    ) as resp:
        if "text/event-stream" not in resp.headers.get("content-type", ""):
            raise RuntimeError(f"rejected: {resp.json()}")
        name = None
        for line in resp.iter_lines():
            if not line:
                name = None
                continue
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: ") and name:
                yield name, json.loads(line[6:])


job_id = None
for name, payload in stream_agent(
    "https://api.kvid.ai/api/agent",
    {
        "message": "Make a 30s explainer on Korean street food.",
        "composition": empty_composition,
        "projectId": PROJECT,
        "email": EMAIL,
        "apiKey": API_KEY,
        "locale": "en",
    },
):
    if name == "plan_ready":
        job_id = payload["jobId"]
        print(f"plan with {payload['totalScenes']} scenes")
    elif name == "scene_failed":
        print(f"  ✗ {payload['sceneId']}")
    elif name == "done":
        print("done:", payload["data"]["message"])

status = requests.get(
    "https://api.kvid.ai/api/agent/check-resume",
    headers={"api-key": API_KEY},
    params={"projectId": PROJECT, "email": EMAIL},
).json()["data"]
if status and status["remainingScenes"]:
    for name, payload in stream_agent(
        "https://api.kvid.ai/api/agent/resume",
        {"jobId": status["jobId"], "email": EMAIL, "apiKey": API_KEY, "locale": "en"},
    ):
        if name == "done":
            print("resume done:", payload["data"]["message"])
