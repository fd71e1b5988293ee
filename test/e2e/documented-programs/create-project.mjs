const res = await fetch("https://api.kvid.ai/api/video-project", {
  method: "POST",
  headers: {
    "api-key": process.env.KVIDAI_API_KEY,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    email: "you@example.com",
    name: "Sunset Beach Promo",
    templateId: "review-owl",
  }),
});
const { data: project } = await res.json();
console.log(project.id, project.status);
