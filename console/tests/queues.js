// Messages put into queues past everything, as what fails on AWS would.
import { createHash, createHmac } from "node:crypto";
import { stack } from "./browser.js";

const REGION = "us-east-1";
const hash = (text) => createHash("sha256").update(text).digest("hex");
const mac = (key, text) => createHmac("sha256", key).update(text).digest();

/** Sends a message to a queue, by its name without the environment. The request is signed (AWS Signature Version 4). */
export async function sendMessage(queue, body) {
  const known = new URL(stack.alerts_dlq_url);
  const url = `${known.origin}${known.pathname.replace("alerts-dlq-", `${queue}-`)}`;
  const sent = JSON.stringify({ QueueUrl: url, MessageBody: body });
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
  const headers = { "content-type": "application/x-amz-json-1.0", host: known.host, "x-amz-date": time, "x-amz-target": "AmazonSQS.SendMessage" };
  const signed = Object.keys(headers).join(";");
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = ["POST", "/", "", lines.join(""), signed, hash(sent)].join("\n");
  const scope = [time.slice(0, "20260301".length), REGION, "sqs", "aws4_request"];
  const key = scope.reduce((key, part) => mac(key, part), "AWS4test");
  const signature = mac(key, ["AWS4-HMAC-SHA256", time, scope.join("/"), hash(canonical)].join("\n")).toString("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=test/${scope.join("/")}, SignedHeaders=${signed}, Signature=${signature}`;
  const answer = await fetch(`${known.origin}/`, { method: "POST", headers: { ...headers, authorization }, body: sent });
  if (!answer.ok) throw new Error(`${queue} was answered ${answer.status}: ${await answer.text()}`);
}
