// A decision made again by the policy that made it, and what today's policy would say of the same payment.
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Api, dataOf, type Schemas } from "../api/client";
import { Risk } from "./risk";

type Decision = Schemas["ReplayedDecision"];

export function ReplayPart({ api, keyId }: { api: Api; keyId: string }) {
  const [isWanted, setWanted] = useState(false);
  const replays = useQuery({
    queryKey: ["replays", keyId],
    queryFn: () => dataOf(api.GET("/console/replays/{key_id}", { params: { path: { key_id: keyId } } })),
    enabled: isWanted,
    retry: false,
  });
  return (
    <Container
      header={
        <Header
          actions={
            <Button loading={replays.isFetching} onClick={() => (isWanted ? void replays.refetch() : setWanted(true))}>
              Decide again
            </Button>
          }
          description="From what was known when it was decided, and nothing that came later."
          variant="h2"
        >
          Decided again
        </Header>
      }
    >
      {replays.error ? <Alert type="warning">{replays.error.message}</Alert> : null}
      {replays.data ? <Outcomes replays={replays.data} /> : null}
      {isWanted ? null : <span className="soft">By the policy that decided, and by today's.</span>}
    </Container>
  );
}

function Outcomes({ replays: { decided, again, today } }: { replays: Schemas["Replays"] }) {
  return (
    <ul className="replay">
      <li>
        <h3>As it was decided</h3>
        <One decision={decided} />
      </li>
      <li>
        <h3>Made again</h3>
        {again.result === "same" ? <p>The same, bit for bit.</p> : null}
        {again.decision ? (
          <>
            <p>Another one: the program that decided was not today's.</p>
            <One before={decided} decision={again.decision} />
          </>
        ) : null}
        {again.detail ? <p>{again.detail}</p> : null}
      </li>
      <li>
        <h3>By today's policy</h3>
        {today.is_same_policy ? <p>It is still the policy that decided.</p> : null}
        {today.decision ? <One before={decided} decision={today.decision} /> : null}
        {today.detail ? <p>{today.detail}</p> : null}
      </li>
    </ul>
  );
}

/** A decision, and which rules hit in it and not in the one before it, or the other way round. */
function One({ before, decision }: { before?: Decision; decision: Decision }) {
  const codes = (one: Decision) => one.hits.map(({ code }) => code);
  const news = before ? codes(decision).filter((code) => !codes(before).includes(code)) : codes(decision);
  const gone = before ? codes(before).filter((code) => !codes(decision).includes(code)) : [];
  return (
    <>
      <Risk outcome={decision.outcome} score={decision.risk_score} />
      <div className="soft anywhere">Policy {decision.policy}</div>
      {decision.forced_by ? <div className="anywhere">{decision.forced_by} decided, whatever the score.</div> : null}
      {news.length > 0 || gone.length > 0 ? (
        <ul>
          {news.map((code) => (
            <li className="anywhere" key={code}>
              {before ? `${code}, new` : code}
            </li>
          ))}
          {gone.map((code) => (
            <li className="anywhere soft" key={code}>{`${code}, no more`}</li>
          ))}
        </ul>
      ) : before ? (
        <p>The same rules hit.</p>
      ) : null}
    </>
  );
}
