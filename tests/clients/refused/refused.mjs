// Refused uploads with Node's own clients: each must read the 403 or 404 instead of a broken connection.
import http from "node:http";

const endpoint = process.env.OSS_ENDPOINT;
const sizes = { "300 kB": 300_000, "5 MB": 5_000_000, "30 MB": 30_000_000 };
const refusals = { 403: "logs", 404: "nowhere" };
const agent = new http.Agent({ keepAlive: true });

const clients = {
  http: (url, body) =>
    new Promise((resolve, reject) => {
      const request = http.request(url, { method: "PUT", agent, headers: { "Content-Length": body.length } }, (answer) => {
        answer.resume().on("end", () => resolve(answer.statusCode));
      });
      request.on("error", reject).end(body);
    }),
  fetch: async (url, body) => {
    const answer = await fetch(url, { method: "PUT", body });
    await answer.text();
    return answer.status;
  },
};

for (const [client, upload] of Object.entries(clients)) {
  for (const [expected, bucket] of Object.entries(refusals)) {
    for (const [check, size] of Object.entries(sizes)) {
      const body = Buffer.alloc(size, "x");
      const wrong = [];
      for (let i = 0; i < 40; i++) {
        const found = await upload(`${endpoint}/${bucket}/note`, body).catch((error) => `${error} ${error.cause ?? ""}`);
        if (String(found) !== expected) wrong.push(found);
      }
      const outcome = wrong.length === 0 ? ["ok"] : ["not ok"];
      const message = wrong.length === 0 ? [] : [`${wrong.length} of 40: ${wrong[0]}`];
      console.log([...outcome, "refused-node", client, expected, check, ...message].join("\t"));
    }
  }
}
console.log(["done", "refused-node", process.version].join("\t"));
process.exit(0);
