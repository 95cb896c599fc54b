// Which models decide and are watched, how good they are, and how the world moves away from them.
import Alert from "@cloudscape-design/components/alert";
import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Api, dataOf, type Me, type Schemas } from "../api/client";
import { ModelCard } from "../parts/model-card";
import { ClosedProposals, OpenProposals } from "../parts/model-proposals";
import { choicesOf, ProposeModel } from "../parts/propose-model";
import { useColumns } from "../parts/width";
import { moment, percent } from "../words";

type Models = Schemas["Models"];
type DriftDay = Models["drift"][number];
type Moved = Models["moved"][number];
type Promotion = Models["promotions"][number];

export default function ModelsScreen({ api, me }: { api: Api; me: Me }) {
  const [isProposing, setProposing] = useState(false);
  const models = useQuery({ queryKey: ["models"], queryFn: () => dataOf(api.GET("/console/models")), retry: false });
  if (models.error && !models.data) return <Alert type="error">{models.error.message}</Alert>;
  if (!models.data) return <p className="waiting">Loading…</p>;
  const { champion, challenger, promotions, proposals, drift, moved } = models.data;
  const mayPropose = me.acts.includes("propose_models") && choicesOf(models.data).length > 0;
  return (
    <SpaceBetween size="l">
      <Header
        actions={mayPropose ? <Button onClick={() => setProposing(true)}>Propose a model…</Button> : undefined}
        description="The champion decides beside the rules; a challenger is only watched. It takes two people to put another one in force."
        variant="h1"
      >
        Models
      </Header>
      <OpenProposals api={api} me={me} proposals={proposals.open} />
      <ColumnLayout columns={challenger ? 2 : 1}>
        {champion ? (
          <ModelCard
            model={champion}
            pairs={[
              { label: "In force since", value: moment(champion.since) },
              { label: "Put there by", value: <span className="anywhere">{champion.by ?? "–"}</span> },
              { label: "Why", value: <span className="anywhere">{champion.why ?? "–"}</span> },
            ]}
            role="Champion"
          />
        ) : (
          <Container header={<Header variant="h2">Champion</Header>}>There is no model yet: decisions are made by rules alone.</Container>
        )}
        {challenger ? (
          <ModelCard model={challenger} role="Challenger" />
        ) : null}
      </ColumnLayout>
      <Drift days={drift} moved={moved} />
      <Promotions promotions={promotions} />
      <ClosedProposals proposals={proposals.closed} />
      {isProposing ? <ProposeModel api={api} models={models.data} onDone={() => setProposing(false)} /> : null}
    </SpaceBetween>
  );
}

function Drift({ days, moved }: { days: DriftDay[]; moved: Moved[] }) {
  const display = useColumns();
  return (
    <SpaceBetween size="l">
      <Table
        ariaLabels={{ tableLabel: "Features that moved" }}
        columnDefinitions={MOVED_COLUMNS}
        columnDisplay={display(["sentence", "part", "distance", "drifted"], ["sentence", "drifted"])}
        empty={
          <Box padding="l" textAlign="center">
            No look for drift has had enough payments yet.
          </Box>
        }
        enableKeyboardNavigation
        header={
          <Header counter={`(${moved.length})`} description="The newest window against what the champion learned from: what drifted first, and of that what counts most." variant="h2">
            How payments moved
          </Header>
        }
        items={moved}
        trackBy="feature"
        variant="container"
        wrapLines
      />
      <Table
        ariaLabels={{ tableLabel: "Drift by day" }}
        columnDefinitions={DAY_COLUMNS}
        columnDisplay={display(["day", "found", "payments", "score", "precision", "model"], ["day", "found"])}
        empty={
          <Box padding="l" textAlign="center">
            Drift was not looked for yet: there is a look each morning once a model is in force.
          </Box>
        }
        enableKeyboardNavigation
        header={
          <Header counter={`(${days.length})`} description="A look each morning, at the last three weeks." variant="h2">
            Drift over time
          </Header>
        }
        items={days}
        trackBy="day"
        variant="container"
        wrapLines
      />
    </SpaceBetween>
  );
}

const MOVED_COLUMNS: TableProps.ColumnDefinition<Moved>[] = [
  { id: "sentence", header: "Feature", isRowHeader: true, minWidth: 260, cell: ({ sentence }) => <span className="anywhere">{sentence}</span> },
  { id: "part", header: "Counts", minWidth: 90, cell: ({ part }) => (part === undefined ? "–" : percent(part)) },
  {
    id: "distance",
    header: "Moved by (limit)",
    minWidth: 140,
    cell: ({ distance, limit }) => (distance === undefined ? "–" : `${distance.toFixed(2)}${limit === undefined ? "" : ` (${limit.toFixed(2)})`}`),
  },
  {
    id: "drifted",
    header: "Drifted",
    minWidth: 110,
    cell: ({ has_drifted }) => <StatusIndicator type={has_drifted ? "warning" : "success"}>{has_drifted ? "Yes" : "No"}</StatusIndicator>,
  },
];

const DAY_COLUMNS: TableProps.ColumnDefinition<DriftDay>[] = [
  { id: "day", header: "Day (UTC)", isRowHeader: true, minWidth: 110, cell: ({ day }) => day },
  { id: "found", header: "Found", minWidth: 200, cell: (one) => <Found day={one} /> },
  { id: "payments", header: "Payments", minWidth: 110, cell: ({ payments }) => payments.toLocaleString("en") },
  {
    id: "score",
    header: "Risk score moved by",
    minWidth: 150,
    cell: ({ score_distance }) => (score_distance === undefined ? "–" : `${score_distance.toFixed(2)} standard deviations`),
  },
  {
    id: "precision",
    header: "Average precision",
    minWidth: 140,
    cell: ({ average_precision }) => (average_precision === undefined ? "Labels not in" : average_precision.toFixed(3)),
  },
  { id: "model", header: "Model", minWidth: 180, cell: ({ model }) => <span className="anywhere">{model}</span> },
];

function Found({ day }: { day: DriftDay }) {
  if (!day.is_enough) return <StatusIndicator type="pending">Too few payments</StatusIndicator>;
  const features = day.moved === 1 ? "1 feature" : `${day.moved} features`;
  if (day.is_confirmed) return <StatusIndicator type="error">{`Confirmed: ${features}`}</StatusIndicator>;
  return day.moved > 0 ? (
    <StatusIndicator type="warning">{`${features}, unconfirmed`}</StatusIndicator>
  ) : (
    <StatusIndicator type="success">None</StatusIndicator>
  );
}

function Promotions({ promotions }: { promotions: Promotion[] }) {
  const display = useColumns();
  return (
    <Table
      ariaLabels={{ tableLabel: "Promotions" }}
      columnDefinitions={PROMOTION_COLUMNS}
      columnDisplay={display(["at", "to", "from", "by", "why"], ["at", "to"])}
      empty={
        <Box padding="l" textAlign="center">
          No model was put in force yet.
        </Box>
      }
      enableKeyboardNavigation
      header={
        <Header counter={`(${promotions.length})`} description="By the trainer, by two people here, or past the console by the command line." variant="h2">
          What was in force
        </Header>
      }
      items={promotions}
      trackBy="at"
      variant="container"
      wrapLines
    />
  );
}

const PROMOTION_COLUMNS: TableProps.ColumnDefinition<Promotion>[] = [
  { id: "at", header: "When (your time)", isRowHeader: true, minWidth: 150, cell: ({ at }) => moment(at) },
  {
    id: "to",
    header: "Put in force",
    minWidth: 180,
    cell: ({ to, is_rollback }) => (
      <span className="anywhere">
        {to} {is_rollback ? <Badge>rolled back to</Badge> : null}
      </span>
    ),
  },
  { id: "from", header: "Instead of", minWidth: 180, cell: ({ from }) => <span className="anywhere">{from ?? "No model"}</span> },
  { id: "by", header: "By", minWidth: 120, cell: ({ by }) => <span className="anywhere">{by}</span> },
  { id: "why", header: "Why", minWidth: 220, cell: ({ why }) => <span className="anywhere">{why}</span> },
];
