import requests

API_KEY = "YOUR_API_KEY"
EMAIL = "you@example.com"

# 1. Create a project (pick a template up front so the agent gets sensible defaults)
project = requests.post(
    "https://api.kvid.ai/api/video-project",
    headers={"api-key": API_KEY, "Content-Type": "application/json"},
    json={"email": EMAIL, "name": "Tech Review", "templateId": "sod"},
).json()["data"]
# 2. Hand the project to the Agent API
