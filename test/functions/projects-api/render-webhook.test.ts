import { describe, expect, it } from "vitest";
import { newProject, projectsApi } from "./fixture.ts";

async function rendering() {
  const api = await projectsApi();
  const { id } = await newProject(api);
  const render = (body: Record<string, unknown>) =>
    api.call({ method: "POST", path: `/api/video-project/${id}/render`, body });
  return { api, render };
}

describe("a render's webhook_url", () => {
  it("goes with the render, and null is none", async () => {
    const { api, render } = await rendering();
    expect((await render({ webhook_url: "https://hooks.example.com/a?b=c" })).statusCode).toBe(202);
    expect((await render({ webhook_url: null })).statusCode).toBe(202);
    expect(api.started).toMatchObject([{ webhookUrl: "https://hooks.example.com/a?b=c" }, {}]);
    expect(api.started[1]).not.toHaveProperty("webhookUrl");
  });

  it.each([
    "",
    "nonsense",
    "ftp://hooks.example.com/",
    "http://10.0.0.1/",
    "http://localhost/",
    "https://a@b.com/",
    7,
    {},
  ])("is refused when it is %j, and nothing is started", async (webhook_url) => {
    const { api, render } = await rendering();
    const { statusCode, fields } = await render({ webhook_url });
    expect(statusCode).toBe(400);
    expect(fields).toEqual([{ path: "webhook_url", message: expect.any(String) }]);
    expect(api.started).toEqual([]);
  });
});
