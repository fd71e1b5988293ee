await fetch(`https://api.kvid.ai/api/video-project/${id}/chat`, {
  method: "POST",
  headers: { "api-key": API_KEY, "Content-Type": "application/json" },
  body: JSON.stringify({
    email: "you@example.com",
    message: { role: "system", content: "Imported 12 clips from Dropbox folder /sunset-shoot" },
  }),
});
