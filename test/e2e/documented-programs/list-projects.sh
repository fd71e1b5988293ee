curl -G "https://api.kvid.ai/api/video-project" \
  -H "api-key: $KVIDAI_API_KEY" \
  --data-urlencode "email=you@example.com" \
  --data-urlencode "page=1" \
  --data-urlencode "pageSize=20" \
  --data-urlencode "sort=latest"
