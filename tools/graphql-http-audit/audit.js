// Runs graphql-http's audits of GraphQL over HTTP against the server at the URL that is the only argument, and prints one
// line of JSON for each: its id, its name, whether it passed, and the reason where it didn't.
import { serverAudits } from "graphql-http";

for (const audit of serverAudits({ url: process.argv[2], fetchFn: fetch })) {
  const result = await audit.fn();
  await result.response?.body?.cancel().catch(() => {}); // a body that was read already can't be cancelled
  console.log(JSON.stringify({ id: audit.id, name: audit.name, passed: result.status === "ok", reason: result.reason }));
}
