await fetch(`https://api.kvid.ai/api/video-project/${id}`, {
  method: "PUT",
  headers: {
    "api-key": API_KEY,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    email: "you@example.com",
    name: "Sunset Beach Promo — final cut",
    status: "completed",
  }),
});
