// Models that somebody proposed: those that wait for somebody else's word, with their cards, and what became of earlier ones.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Header from "@cloudscape-design/components/header";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useState } from "react";
import type { Api, Me, Schemas } from "../api/client";
import { moment, MOTION_STATES } from "../words";
import { ModelCard } from "./model-card";
import { ModelDialog } from "./model-dialog";
import { MotionButtons, type MotionDecision } from "./motion-buttons";
import { useColumns } from "./width";

type Proposal = Schemas["ModelProposal"];

const ACTS = { approve: "approve_models", bypass: "bypass_four_eyes_on_models", reject: "reject_models", withdraw: "withdraw_models" } as const;

export function OpenProposals({ api, me, proposals }: { api: Api; me: Me; proposals: Proposal[] }) {
  if (proposals.length === 0) return null;
  return (
    <ColumnLayout columns={1}>
      {proposals.map((proposal) => (
        <OpenProposal api={api} key={proposal.proposal_id} me={me} proposal={proposal} />
      ))}
    </ColumnLayout>
  );
}

function OpenProposal({ api, me, proposal }: { api: Api; me: Me; proposal: Proposal }) {
  const [decision, setDecision] = useState<MotionDecision | null>(null);
  const { summary = { version: proposal.model, is_damaged: false } } = proposal;
  return (
    <>
      <ModelCard
        actions={<MotionButtons acts={ACTS} isReady={!proposal.is_outdated} me={me} motion={proposal} onDecide={setDecision} />}
        model={summary}
        pairs={[
          { label: "Proposed by", value: <span className="anywhere">{proposal.authors.join(", ")}</span> },
          { label: "When", value: moment(proposal.opened_at) },
          { label: "Instead of", value: <span className="anywhere">{proposal.instead_of ?? "No model"}</span> },
          { label: "Why", value: <span className="anywhere">{proposal.reason}</span> },
        ]}
        role={proposal.what === "roll_back" ? "Proposed: back to this model" : "Proposed"}
      >
        <Standing me={me} proposal={proposal} />
      </ModelCard>
      {decision ? <ModelDialog api={api} decision={decision} onDone={() => setDecision(null)} proposal={proposal} /> : null}
    </>
  );
}

/** Who has to do something. */
function Standing({ me, proposal }: { me: Me; proposal: Proposal }) {
  if (proposal.state === "publishing") return <Alert type="warning">It is decided, and on its way into force. If that takes longer than a minute, finish it.</Alert>;
  if (proposal.is_outdated) return <Alert type="warning">Another model is in force since. Withdraw or reject it, and propose anew what is still wanted.</Alert>;
  if (proposal.is_own) return <Alert type="info">You proposed it, so somebody else puts it in force. Their name and yours stand in the trail.</Alert>;
  return me.acts.includes("approve_models") ? <Alert type="info">Compare its card with the champion's, and decide.</Alert> : null;
}

export function ClosedProposals({ proposals }: { proposals: Proposal[] }) {
  const display = useColumns();
  return (
    <Table
      ariaLabels={{ tableLabel: "Earlier proposals" }}
      columnDefinitions={COLUMNS}
      columnDisplay={display(["model", "state", "by", "reason", "decided", "why"], ["model", "state"])}
      empty={
        <Box padding="l" textAlign="center">
          Nothing was decided about a proposal yet.
        </Box>
      }
      enableKeyboardNavigation
      header={
        <Header counter={`(${proposals.length})`} variant="h2">
          Earlier proposals
        </Header>
      }
      items={proposals}
      trackBy="proposal_id"
      variant="container"
      wrapLines
    />
  );
}

const COLUMNS: TableProps.ColumnDefinition<Proposal>[] = [
  {
    id: "model",
    header: "Model",
    isRowHeader: true,
    minWidth: 160,
    cell: ({ model, what }) => <span className="anywhere">{what === "roll_back" ? `Back to ${model}` : model}</span>,
  },
  { id: "state", header: "State", minWidth: 130, cell: (one) => <State proposal={one} /> },
  { id: "by", header: "Proposed by", minWidth: 140, cell: ({ authors }) => <span className="anywhere">{authors.join(", ")}</span> },
  { id: "reason", header: "Why", minWidth: 180, cell: ({ reason }) => <span className="anywhere">{reason}</span> },
  {
    id: "decided",
    header: "Decided by",
    minWidth: 160,
    cell: ({ ruling }) => <span className="anywhere">{ruling ? `${ruling.by}${ruling.decision === "bypass" ? ", alone" : ""}, ${moment(ruling.at)}` : "–"}</span>,
  },
  { id: "why", header: "Reason", minWidth: 180, cell: ({ ruling }) => <span className="anywhere">{ruling?.reason ?? "–"}</span> },
];

function State({ proposal }: { proposal: Proposal }) {
  const { type, words } = MOTION_STATES[proposal.state];
  return <StatusIndicator type={type}>{words}</StatusIndicator>;
}
