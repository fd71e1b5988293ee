const res = await fetch(`https://api.kvid.ai/api/video-project/${id}/duplicate`, {
  method: "POST",
  headers: {
    "api-key": API_KEY,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    email: "you@example.com",
    name: "Sunset Beach Promo (variant B)",
  }),
});
const { data: clone } = await res.json();
