curl -X DELETE "https://api.kvid.ai/api/video-project/1234?email=you@example.com" \
  -H "api-key: $KVIDAI_API_KEY"
