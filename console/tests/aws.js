// Calls of AWS past everything: what fails or is put somewhere by hand.
import { createHash, createHmac } from "node:crypto";
import { stack } from "./browser.js";

const REGION = "us-east-1";
const hash = (text) => createHash("sha256").update(text).digest("hex");
const mac = (key, text) => createHmac("sha256", key).update(text).digest();

/** Calls a service. The request is signed (AWS Signature Version 4). */
async function signed(service, { method, path, headers, body = "" }) {
  const { origin, host } = new URL(stack.alerts_dlq_url);
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
  const all = { ...headers, host, "x-amz-content-sha256": hash(body), "x-amz-date": time };
  const names = Object.keys(all).sort();
  const lines = names.map((name) => `${name}:${all[name]}\n`);
  const canonical = [method, path, "", lines.join(""), names.join(";"), hash(body)].join("\n");
  const scope = [time.slice(0, "20260301".length), REGION, service, "aws4_request"];
  const key = scope.reduce((key, part) => mac(key, part), "AWS4test");
  const signature = mac(key, ["AWS4-HMAC-SHA256", time, scope.join("/"), hash(canonical)].join("\n")).toString("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=test/${scope.join("/")}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  const { host: _, ...sent } = all;
  const answer = await fetch(`${origin}${path}`, { method, headers: { ...sent, authorization }, body: method === "PUT" ? null : body });
  if (!answer.ok) throw new Error(`${service} ${path} was answered ${answer.status}: ${await answer.text()}`);
}

/** Sends a message to a queue, by its name without the environment. */
export async function sendMessage(queue, body) {
  const known = new URL(stack.alerts_dlq_url);
  const url = `${known.origin}${known.pathname.replace("alerts-dlq-", `${queue}-`)}`;
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.SendMessage" };
  await signed("sqs", { method: "POST", path: "/", headers, body: JSON.stringify({ QueueUrl: url, MessageBody: body }) });
}

/** Sets a text attribute of an item, whose key is a text as well. */
export async function setAttribute(table, key, name, value) {
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.UpdateItem" };
  const [[keyName, keyValue]] = Object.entries(key);
  const body = {
    TableName: table,
    Key: { [keyName]: { S: keyValue } },
    UpdateExpression: "SET #name = :value",
    ExpressionAttributeNames: { "#name": name },
    ExpressionAttributeValues: { ":value": { S: value } },
  };
  await signed("dynamodb", { method: "POST", path: "/", headers, body: JSON.stringify(body) });
}

/** Copies an object of a bucket to another name. */
export async function copyObject(bucket, from, to) {
  await signed("s3", { method: "PUT", path: `/${bucket}/${to}`, headers: { "x-amz-copy-source": `/${bucket}/${from}` } });
}
