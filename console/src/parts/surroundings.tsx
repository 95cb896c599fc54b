// What surrounds a payment: whom it links, what its parties paid before and after, and the cases that came of that.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Api, dataOf, type Surroundings } from "../api/client";
import { addressOf } from "../place";
import { CLOSURES, moment, money, partyInWords, paymentsInWords } from "../words";
import { LinkDrawing } from "./link-drawing";
import { Risk } from "./risk";

/** So many payments are shown before somebody asks for all. */
const SHOWN_FIRST = 8;

interface Props {
  api: Api;
  /** The case that is open: it is not one of the others. */
  caseId?: string;
  keyId: string;
}

export function SurroundingsPart({ api, caseId, keyId }: Props) {
  const around = useQuery({
    queryKey: ["surroundings", keyId],
    queryFn: () => dataOf(api.GET("/console/surroundings/{key_id}", { params: { path: { key_id: keyId } } })),
    retry: false,
  });
  if (around.error && !around.data) return <p role="alert">{around.error.message}</p>;
  if (!around.data) return <p className="waiting">Loading…</p>;
  const others = around.data.cases.filter((one) => one.case_id !== caseId);
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Who else</Header>}>
        <LinkDrawing parties={around.data.parties} />
        <Links parties={around.data.parties} />
      </Container>
      <Container
        header={
          <Header counter={`(${others.length})`} variant="h2">
            {caseId ? "Other cases" : "Cases"}
          </Header>
        }
      >
        <Cases cases={others} />
      </Container>
      <Container
        header={
          <Header description="Of its card, device, customer, e-mail and address, as far as the policy looks back." variant="h2">
            Payments around it
          </Header>
        }
      >
        <Timeline keyId={keyId} timeline={around.data.timeline} />
      </Container>
    </SpaceBetween>
  );
}

function Links({ parties }: { parties: Surroundings["parties"] }) {
  if (parties.length === 0) return <p>It names nobody whose payments are kept.</p>;
  return (
    <ul className="links">
      {parties.map((party) => (
        <li key={party.kind}>
          {partyInWords(party.kind)} <strong className="anywhere">{party.name}</strong>{" "}
          <span className="soft">
            {party.payments === 0 ? "The policy keeps no payments of it" : paymentsInWords(party.payments, party.is_more)}
          </span>
          {party.others.length > 0 ? (
            <ul aria-label={`Shares payments with ${party.name}`}>
              {party.others.map((other) => (
                <li key={`${other.kind} ${other.name} ${other.key_id}`}>
                  {partyInWords(other.kind)}{" "}
                  <a className="text-link anywhere" href={addressOf({ screen: "payment", keyId: other.key_id })}>
                    {other.name}
                  </a>{" "}
                  <span className="soft">in {paymentsInWords(other.payments)}</span>
                </li>
              ))}
            </ul>
          ) : party.payments > 0 ? (
            <ul>
              <li className="soft">nobody else</li>
            </ul>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function Cases({ cases }: { cases: Surroundings["cases"] }) {
  if (cases.length === 0) return <p>None of these payments made a case of its own.</p>;
  return (
    <ul className="cases">
      {cases.map((one) => (
        <li key={one.case_id}>
          <a className="case-link" href={addressOf({ screen: "case", caseId: one.case_id })}>
            <Risk outcome={one.outcome} score={one.risk_score} />
          </a>
          <span className="amount">{money(one.amount, one.currency)}</span>
          <span className="anywhere clamp">{one.merchant}</span>
          <span className="soft">
            {moment(one.opened_at)},{" "}
            {one.closure ? `closed as ${CLOSURES[one.closure.reason]?.toLowerCase()}` : one.assignee ? `with ${one.assignee}` : "unassigned"}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Timeline({ keyId, timeline }: { keyId: string; timeline: Surroundings["timeline"] }) {
  const [isWhole, setWhole] = useState(false);
  if (timeline.length === 0) return <p>The history has no payments of these parties.</p>;
  const shown = isWhole ? timeline : timeline.slice(0, SHOWN_FIRST);
  return (
    <SpaceBetween size="m">
      <ol className="trail">
        {shown.map((one) => (
          <li aria-current={one.key_id === keyId || undefined} className={one.key_id === keyId ? "trail-here" : undefined} key={one.key_id}>
            <div className="trail-when">
              {moment(one.time)} {one.key_id === keyId ? "– this payment" : null}
            </div>
            <div className="trail-line">
              <a className="text-link amount" href={addressOf({ screen: "payment", keyId: one.key_id })}>
                {money(one.amount, one.currency)}
              </a>
              <span className="anywhere clamp">{one.merchant}</span>
              {one.outcome ? <Risk outcome={one.outcome} score={one.risk_score} /> : null}
              {one.label ? <strong>{one.label === "fraud" ? "Fraud" : "Legitimate"}</strong> : null}
            </div>
            {one.key_id === keyId ? null : (
              <Box color="text-body-secondary" fontSize="body-s">
                Same {one.shares.map((kind) => partyInWords(kind).toLowerCase()).join(", ")}
              </Box>
            )}
          </li>
        ))}
      </ol>
      {shown.length < timeline.length ? <Button onClick={() => setWhole(true)}>Show all {timeline.length}</Button> : null}
    </SpaceBetween>
  );
}
