await fetch("https://api.kvid.ai/api/agent/retry-scene", {
  method: "POST",
  headers: { "api-key": API_KEY, "Content-Type": "application/json" },
  body: JSON.stringify({
    jobId: "job_abc123",
    sceneId: "scene-4",
    email: "you@example.com",
    apiKey: API_KEY,
  }),
});
