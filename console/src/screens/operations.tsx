// How the deployment stands: alarms, queues, deliveries, cost, and what could not be processed, which is sent again or discarded from here.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import Toggle from "@cloudscape-design/components/toggle";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Api, dataOf, type Me, type Schemas } from "../api/client";
import { DeadLetters } from "../parts/dead-letters";
import { Deliveries } from "../parts/deliveries";
import { MonthCost } from "../parts/month-cost";
import { useColumns } from "../parts/width";
import { addressOf } from "../place";
import { duration, moment } from "../words";

type Operations = Schemas["Operations"];
type Alarm = Operations["alarms"][number];
type Queue = Operations["queues"][number];

const LOOK_AGAIN_MS = 30_000;

export default function OperationsScreen({ api, me, queue }: { api: Api; me: Me; queue: string }) {
  const overview = useQuery({
    queryKey: ["operations"],
    queryFn: () => dataOf(api.GET("/console/operations")),
    refetchInterval: LOOK_AGAIN_MS,
  });
  const queues = overview.data?.queues ?? [];
  return (
    <SpaceBetween size="l">
      {overview.error ? <Alert type="error">{overview.error.message}</Alert> : null}
      <Alarms alarms={overview.data?.alarms} />
      <Queues chosen={queue} queues={overview.data ? queues : undefined} />
      {queue ? <DeadLetters api={api} key={queue} me={me} queue={queue} /> : null}
      <Deliveries deliveries={overview.data?.deliveries} />
      <MonthCost api={api} />
    </SpaceBetween>
  );
}

function Alarms({ alarms }: { alarms: Alarm[] | undefined }) {
  const display = useColumns();
  const [isWhole, setWhole] = useState(false);
  const ringing = (alarms ?? []).filter((alarm) => alarm.state === "ringing");
  const shown = isWhole ? (alarms ?? []) : ringing;
  return (
    <Table
      ariaLabels={{ tableLabel: "Alarms" }}
      columnDefinitions={ALARM_COLUMNS}
      columnDisplay={display(["state", "name", "since", "description"], ["name", "state"])}
      empty={
        <Box padding="s" textAlign="center">
          <StatusIndicator type="success">No alarm rings.</StatusIndicator>
        </Box>
      }
      enableKeyboardNavigation
      filter={
        <Toggle checked={isWhole} onChange={({ detail }) => setWhole(detail.checked)}>
          Show all {alarms?.length ?? ""} alarms
        </Toggle>
      }
      header={
        <Header counter={alarms ? `(${ringing.length} ringing)` : undefined} description="What each one means, and what to do then." variant="h1">
          Operations
        </Header>
      }
      items={shown}
      loading={!alarms}
      loadingText="Loading alarms"
      trackBy="name"
      variant="container"
      wrapLines
    />
  );
}

const STATES: Record<Alarm["state"], { type: StatusIndicatorProps.Type; words: string }> = {
  ringing: { type: "error", words: "Ringing" },
  no_data: { type: "pending", words: "No data yet" },
  well: { type: "success", words: "Well" },
};

const ALARM_COLUMNS: TableProps.ColumnDefinition<Alarm>[] = [
  {
    id: "state",
    header: "State",
    minWidth: 120,
    cell: ({ state }) => <StatusIndicator type={STATES[state].type}>{STATES[state].words}</StatusIndicator>,
  },
  { id: "name", header: "Alarm", isRowHeader: true, minWidth: 180, cell: ({ name }) => <span className="anywhere">{name}</span> },
  { id: "since", header: "Since (your time)", minWidth: 160, cell: ({ since }) => (since ? moment(since) : "–") },
  { id: "description", header: "Meaning", minWidth: 320, cell: ({ description }) => <span className="anywhere">{description}</span> },
];

function Queues({ chosen, queues }: { chosen: string; queues: Queue[] | undefined }) {
  const display = useColumns();
  const dead = (queues ?? []).filter((one) => one.holds_dead_letters);
  // What people have to look at comes first.
  const ordered = [...dead, ...(queues ?? []).filter((one) => !one.holds_dead_letters)];
  const count = dead.reduce((sum, one) => sum + one.waiting, 0);
  return (
    <Table
      ariaLabels={{ tableLabel: "Queues" }}
      columnDefinitions={queueColumns(chosen)}
      columnDisplay={display(["queue", "holds", "waiting", "hidden", "oldest"], ["queue", "waiting"])}
      enableKeyboardNavigation
      header={
        <Header
          counter={queues ? `(${count} dead ${count === 1 ? "letter" : "letters"})` : undefined}
          description="SQS counts approximately. Choose a queue of dead letters to see what lies there."
          variant="h2"
        >
          Queues
        </Header>
      }
      items={ordered}
      loading={!queues}
      loadingText="Loading queues"
      trackBy="queue"
      variant="container"
      wrapLines
    />
  );
}

function queueColumns(chosen: string): TableProps.ColumnDefinition<Queue>[] {
  return [
    {
      id: "queue",
      header: "Queue",
      isRowHeader: true,
      minWidth: 180,
      cell: ({ queue, holds_dead_letters }) =>
        holds_dead_letters ? (
          <a aria-current={queue === chosen ? "true" : undefined} className="text-link anywhere" href={addressOf({ screen: "operations", queue })}>
            {queue}
          </a>
        ) : (
          <span className="anywhere">{queue}</span>
        ),
    },
    { id: "holds", header: "Holds", minWidth: 130, cell: (one) => (one.holds_dead_letters ? "Dead letters" : "Work") },
    {
      id: "waiting",
      header: "Waiting",
      minWidth: 110,
      cell: (one) => (one.holds_dead_letters && one.waiting > 0 ? <StatusIndicator type="warning">{one.waiting}</StatusIndicator> : one.waiting),
    },
    { id: "hidden", header: "Being looked at", minWidth: 130, cell: (one) => one.hidden },
    {
      id: "oldest",
      header: "Age of the oldest",
      minWidth: 140,
      cell: (one) => (one.oldest_seconds === undefined ? "–" : duration(one.oldest_seconds)),
    },
  ];
}
