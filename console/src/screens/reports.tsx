// What was decided and what became of it, over any range of days: figures, charts, and the same as tables.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { type Api, dataOf, type Schemas } from "../api/client";
import { csv, download } from "../csv";
import { useColumns } from "../parts/width";
import { go, type Place } from "../place";
import { duration, money, percent, reasonInWords, whole } from "../words";

const ReportCharts = lazy(() => import("../parts/report-charts"));

type Report = Schemas["DecisionReport"];
type Day = Report["days"][number];
type Rule = Report["rules"][number];
type Closing = Report["closings"][number];
type Sums = Report["money"][number];
type ReportsPlace = Extract<Place, { screen: "reports" }>;

const RANGES: [string, number][] = [
  ["Last 7 days", 7],
  ["Last 4 weeks", 28],
  ["Last 90 days", 90],
  ["Last year", 365],
];
const DAY_MS = 86_400_000;

function dayBefore(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString().slice(0, "2026-03-01".length);
}

export default function ReportsScreen({ api, place }: { api: Api; place: ReportsPlace }) {
  const from = place.from || dayBefore(28);
  const to = place.to || dayBefore(1);
  const report = useQuery({
    queryKey: ["reports", from, to],
    queryFn: () => dataOf(api.GET("/console/reports", { params: { query: { from, to } } })),
    retry: false,
  });
  return (
    <SpaceBetween size="l">
      <Header
        actions={
          <Button disabled={!report.data} iconName="download" onClick={() => report.data && save(report.data)}>
            Export as CSV
          </Button>
        }
        description="What was decided and what became of it, by the day on which a payment was received. Labels count that came within a week."
        variant="h1"
      >
        Reports
      </Header>
      <Range from={from} key={`${from} ${to}`} to={to} />
      {report.error ? <Alert type="error">{report.error.message}</Alert> : null}
      {report.isPending ? <p className="waiting">Loading…</p> : null}
      {report.data ? <Shown report={report.data} /> : null}
    </SpaceBetween>
  );
}

function Range({ from, to }: { from: string; to: string }) {
  const [first, setFirst] = useState(from);
  const [last, setLast] = useState(to);
  const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text);
  const show = () => isDay(first) && isDay(last) && go({ screen: "reports", from: first, to: last });
  return (
    <Container>
      <SpaceBetween size="s">
        <div className="range">
          <FormField errorText={isDay(first) ? undefined : "Give a day, such as 2026-03-01."} label="First day (UTC)">
            <Input onChange={({ detail }) => setFirst(detail.value)} onKeyDown={({ detail }) => detail.key === "Enter" && show()} value={first} />
          </FormField>
          <FormField errorText={isDay(last) ? undefined : "Give a day, such as 2026-03-01."} label="Last day (UTC)">
            <Input onChange={({ detail }) => setLast(detail.value)} onKeyDown={({ detail }) => detail.key === "Enter" && show()} value={last} />
          </FormField>
          <Button onClick={show}>Show</Button>
        </div>
        <SpaceBetween direction="horizontal" size="xs">
          {RANGES.map(([words, days]) => (
            <Button key={words} onClick={() => go({ screen: "reports", from: dayBefore(days), to: dayBefore(1) })} variant="inline-link">
              {words}
            </Button>
          ))}
        </SpaceBetween>
      </SpaceBetween>
    </Container>
  );
}

function Shown({ report }: { report: Report }) {
  const missing = report.days.filter((day) => !day.counts).length;
  const isNothing = missing === report.days.length;
  return (
    <SpaceBetween size="l">
      {missing > 0 ? (
        <Alert type="info">
          {isNothing ? "None of these days is counted yet. " : `${missing} of ${report.days.length} days are not counted and are left out. `}
          Days are counted in the morning after, from when the console came.
        </Alert>
      ) : null}
      {isNothing ? null : (
        <SpaceBetween size="l">
          <Figures report={report} />
          <Suspense fallback={<p className="waiting">Drawing…</p>}>
            <ReportCharts days={report.days} />
          </Suspense>
          <Money sums={report.money} />
          <Rules rules={report.rules} />
          <Closings closings={report.closings} />
          <Days days={report.days} />
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}

function share(part: number, all: number): string {
  return all === 0 ? "–" : percent(part / all);
}

function Figures({ report }: { report: Report }) {
  const all = report.all;
  const fraud = all.caught + all.missed;
  const figure = (part: number, of: number) => (
    <>
      <Box fontSize="heading-l" fontWeight="bold">
        {share(part, of)}
      </Box>
      <Box color="text-body-secondary" fontSize="body-s">{`${whole(part)} of ${whole(of)}`}</Box>
    </>
  );
  return (
    <Container header={<Header variant="h2">{`${whole(all.payments)} payments`}</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: "Reviewed", value: figure(all.review, all.payments) },
          { label: "Blocked", value: figure(all.block, all.payments) },
          { label: "Fraud caught", value: figure(all.caught, fraud) },
          { label: "Good payments held", value: figure(all.hurt, all.good) },
        ]}
        minColumnWidth={150}
      />
    </Container>
  );
}

function Money({ sums }: { sums: Sums[] }) {
  const display = useColumns();
  return (
    <Table
      ariaLabels={{ tableLabel: "Money" }}
      columnDefinitions={MONEY_COLUMNS}
      columnDisplay={display(["currency", "payments", "decided", "blocked", "caught", "missed"], ["currency", "caught", "missed"])}
      enableKeyboardNavigation
      header={
        <Header description="By currency; amounts of several can't be added up." variant="h2">
          Money
        </Header>
      }
      items={sums}
      trackBy="currency"
      variant="container"
      wrapLines
    />
  );
}

const MONEY_COLUMNS: TableProps.ColumnDefinition<Sums>[] = [
  { id: "currency", header: "Currency", isRowHeader: true, minWidth: 90, cell: ({ currency }) => currency },
  { id: "payments", header: "Payments", minWidth: 100, cell: ({ payments }) => whole(payments) },
  { id: "decided", header: "Decided", minWidth: 140, cell: ({ decided, currency }) => money(decided, currency) },
  { id: "blocked", header: "Blocked", minWidth: 140, cell: ({ blocked, currency }) => money(blocked, currency) },
  { id: "caught", header: "Fraud caught", minWidth: 130, cell: ({ caught, currency }) => money(caught, currency) },
  { id: "missed", header: "Fraud missed", minWidth: 130, cell: ({ missed, currency }) => money(missed, currency) },
];

function Rules({ rules }: { rules: Rule[] }) {
  const display = useColumns();
  return (
    <Table
      ariaLabels={{ tableLabel: "Rules" }}
      columnDefinitions={RULE_COLUMNS}
      columnDisplay={display(["code", "hits", "fraud", "good", "precision"], ["code", "precision"])}
      empty={
        <Box padding="l" textAlign="center">
          No rule hit a payment.
        </Box>
      }
      enableKeyboardNavigation
      header={
        <Header counter={`(${rules.length})`} description="Precision is the share of fraud among the labelled payments that a rule hit." variant="h2">
          Rules by precision
        </Header>
      }
      items={rules}
      trackBy="code"
      variant="container"
      wrapLines
    />
  );
}

function Closings({ closings }: { closings: Closing[] }) {
  const display = useColumns();
  const bins = closings[0]?.within ?? [];
  return (
    <Table
      ariaLabels={{ tableLabel: "Time to close" }}
      columnDefinitions={[
        { id: "queue", header: "Queue", isRowHeader: true, minWidth: 120, cell: ({ queue }) => reasonInWords(queue) },
        { id: "cases", header: "Cases closed", minWidth: 110, cell: ({ cases }) => whole(cases) },
        { id: "mean", header: "Open on average", minWidth: 130, cell: ({ mean_seconds }) => duration(mean_seconds) },
        ...bins.map(({ minutes }, at) => ({
          id: `bin-${at}`,
          header: binInWords(bins[at - 1]?.minutes, minutes),
          minWidth: 100,
          cell: ({ cases, within }: Closing) => share(within[at]?.cases ?? 0, cases),
        })),
      ]}
      columnDisplay={display(["queue", "cases", "mean", ...bins.map((_, at) => `bin-${at}`)], ["queue", "cases", "mean"])}
      empty={
        <Box padding="l" textAlign="center">
          No case was closed on these days.
        </Box>
      }
      enableKeyboardNavigation
      header={
        <Header description="Cases that people closed on these days, from their first alert on, whenever their payments were made." variant="h2">
          Time to close
        </Header>
      }
      items={closings}
      trackBy="queue"
      variant="container"
      wrapLines
    />
  );
}

/** "Up to 15 min", "15 min to 60 min", "More than 7 d". */
function binInWords(from: number | undefined, to: number | undefined): string {
  const words = (minutes: number) => duration(minutes * 60);
  if (to === undefined) return `More than ${words(from ?? 0)}`;
  return from === undefined ? `Up to ${words(to)}` : `${words(from)} to ${words(to)}`;
}

const RULE_COLUMNS: TableProps.ColumnDefinition<Rule>[] = [
  {
    id: "code",
    header: "Rule",
    isRowHeader: true,
    minWidth: 200,
    cell: ({ code }) => (
      <>
        <span className="anywhere">{reasonInWords(code)}</span>
        <Box color="text-body-secondary" fontSize="body-s">
          <span className="anywhere">{code}</span>
        </Box>
      </>
    ),
  },
  { id: "hits", header: "Payments", minWidth: 100, cell: ({ hits }) => whole(hits) },
  { id: "fraud", header: "Fraud", minWidth: 90, cell: ({ fraud }) => whole(fraud) },
  { id: "good", header: "Good", minWidth: 90, cell: ({ good }) => whole(good) },
  {
    id: "precision",
    header: "Precision",
    minWidth: 120,
    cell: ({ precision }) => (precision === undefined ? "No labels" : percent(precision)),
  },
];

function Days({ days }: { days: Day[] }) {
  const display = useColumns();
  return (
    <Table
      ariaLabels={{ tableLabel: "Day by day" }}
      columnDefinitions={DAY_COLUMNS}
      columnDisplay={display(DAY_COLUMNS.map(({ id }) => id ?? ""), ["day", "payments", "missed"])}
      enableKeyboardNavigation
      header={
        <Header counter={`(${days.length})`} description="What the charts show. A day that is not counted is not a day without payments." variant="h2">
          Day by day
        </Header>
      }
      items={[...days].reverse()}
      trackBy="day"
      variant="container"
      wrapLines
    />
  );
}

type Count = keyof NonNullable<Day["counts"]>;

function countColumn(id: Count, header: string): TableProps.ColumnDefinition<Day> {
  return { id, header, minWidth: 100, cell: ({ counts }) => (counts ? whole(counts[id]) : "–") };
}

const DAY_COLUMNS: TableProps.ColumnDefinition<Day>[] = [
  { id: "day", header: "Day (UTC)", isRowHeader: true, minWidth: 110, cell: ({ day }) => day },
  {
    id: "payments",
    header: "Payments",
    minWidth: 110,
    cell: ({ counts }) => (counts ? whole(counts.payments) : <Box color="text-body-secondary">Not counted</Box>),
  },
  countColumn("review", "Reviewed"),
  countColumn("block", "Blocked"),
  countColumn("caught", "Fraud caught"),
  countColumn("missed", "Fraud missed"),
  countColumn("hurt", "Good held"),
  { id: "labels", header: "Labels until", minWidth: 110, cell: ({ labels_until }) => labels_until ?? "–" },
];

function save(report: Report) {
  const head = ["day", "counted", "payments", "review", "block", "caught", "missed", "hurt", "good", "labels_until"];
  const rows = report.days.map(({ day, counts, labels_until }) => {
    const numbers = counts ? [counts.payments, counts.review, counts.block, counts.caught, counts.missed, counts.hurt, counts.good] : Array(7).fill("");
    return [day, counts ? "yes" : "no", ...numbers, labels_until];
  });
  download(`tollgate-report-${report.from}-${report.to}.csv`, csv([head, ...rows]));
}
