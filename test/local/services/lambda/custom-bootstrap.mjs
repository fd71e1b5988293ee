// A runtime of its own: the least that speaks the Runtime API.
const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
for (;;) {
  const next = await fetch(`${base}/next`);
  const { who } = await next.json();
  const says = `${process.env.GREETING} ${who}`;
  await fetch(`${base}/${next.headers.get("lambda-runtime-aws-request-id")}/response`, {
    method: "POST",
    body: JSON.stringify({ says, handler: process.env._HANDLER }),
  });
}
