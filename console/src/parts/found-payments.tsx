// What a search found: a table, how far it looked, and a file of it.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { FoundPayment } from "../api/client";
import { csv, download } from "../csv";
import { addressOf } from "../place";
import { moment, money, reasonInWords } from "../words";
import { Risk } from "./risk";
import { useColumns } from "./width";

interface Props {
  isDay: boolean;
  isMore: boolean;
  isSearching: boolean;
  lookedAt: number;
  onMore: () => void;
  payments: FoundPayment[];
  what: string;
}

export function FoundPayments({ isDay, isMore, isSearching, lookedAt, onMore, payments, what }: Props) {
  const display = useColumns();
  const looked = `${lookedAt.toLocaleString("en")} ${isDay ? "rows of the archive" : "payments"} looked at${isMore ? " so far" : ""}`;
  const save = () => download("tollgate-payments.csv", csv([FILE_COLUMNS, ...payments.map(rowOf)]));
  return (
    <Table
      ariaLabels={{ tableLabel: "Payments found" }}
      columnDefinitions={COLUMNS}
      columnDisplay={display(WIDE, NARROW)}
      empty={
        <Box padding="l" textAlign="center">
          <b>{isMore ? "None among those looked at so far" : "No such payment"}</b>
          <Box color="text-body-secondary">
            {isMore ? "There are more to look at." : isDay ? "Payments reach the archive some minutes after they were decided." : "What is older is in the archive: name its day."}
          </Box>
        </Box>
      }
      enableKeyboardNavigation
      footer={
        <SpaceBetween alignItems="center" size="xs">
          <Box color="text-body-secondary" fontSize="body-s">
            {looked}
          </Box>
          {isMore ? (
            <Button loading={isSearching} onClick={onMore}>
              Search further
            </Button>
          ) : null}
        </SpaceBetween>
      }
      header={
        <Header
          actions={
            <Button disabled={payments.length === 0} iconName="download" onClick={save}>
              Export as CSV
            </Button>
          }
          counter={`(${payments.length}${isMore ? "+" : ""})`}
          description={<span className="anywhere">{what}</span>}
        >
          Found
        </Header>
      }
      items={payments}
      trackBy="key_id"
      variant="container"
      wrapLines
    />
  );
}

const WIDE = ["time", "risk", "amount", "merchant", "party", "why", "label"];
const NARROW = ["payment", "risk"];

const FILE_COLUMNS = [
  "key_id",
  "time",
  "status",
  "outcome",
  "risk_score",
  "amount",
  "currency",
  "merchant",
  "card",
  "customer_id",
  "reasons",
  "label",
  "made_up",
];

function rowOf(one: FoundPayment): unknown[] {
  return [
    one.key_id,
    one.time,
    one.status,
    one.outcome,
    one.risk_score,
    one.amount,
    one.currency,
    one.merchant,
    one.card,
    one.customer_id,
    one.reasons.join(" "),
    one.label,
    one.made_up,
  ];
}

const COLUMNS: TableProps.ColumnDefinition<FoundPayment>[] = [
  {
    id: "time",
    header: "When (your time)",
    isRowHeader: true,
    minWidth: 170,
    cell: (one) => (
      <a className="text-link amount" href={addressOf({ screen: "payment", keyId: one.key_id })}>
        {moment(one.time)}
      </a>
    ),
  },
  {
    id: "payment",
    header: "Payment",
    minWidth: 150,
    cell: (one) => (
      <>
        <a className="text-link" href={addressOf({ screen: "payment", keyId: one.key_id })}>
          {money(one.amount, one.currency)}
        </a>
        <span className="anywhere clamp">{one.merchant}</span>
        <Box color="text-body-secondary" fontSize="body-s">
          {moment(one.time)}
          {one.made_up ? ", made up" : ""}
        </Box>
      </>
    ),
  },
  {
    id: "risk",
    header: "Risk",
    minWidth: 130,
    cell: (one) =>
      one.outcome ? <Risk outcome={one.outcome} score={one.risk_score} /> : one.status === "Failed" ? "Failed" : one.status === "Pending" ? "Pending" : "–",
  },
  { id: "amount", header: "Amount", minWidth: 120, cell: (one) => <span className="amount">{money(one.amount, one.currency)}</span> },
  { id: "merchant", header: "Merchant", minWidth: 150, cell: (one) => <span className="anywhere clamp">{one.merchant}</span> },
  {
    id: "party",
    header: "Card, customer",
    minWidth: 170,
    cell: (one) => (
      <>
        <div>{one.card ?? "–"}</div>
        {one.made_up ? <Box color="text-body-secondary">Made up</Box> : null}
        {one.customer_id ? (
          <Box color="text-body-secondary" fontSize="body-s">
            <span className="anywhere">{one.customer_id}</span>
          </Box>
        ) : null}
      </>
    ),
  },
  { id: "why", header: "Why", minWidth: 180, cell: (one) => one.reasons.slice(0, 2).map(reasonInWords).join(", ") || "–" },
  {
    id: "label",
    header: "Label",
    minWidth: 90,
    cell: (one) => (one.label === "fraud" ? "Fraud" : one.label === "legitimate" ? "Legitimate" : "–"),
  },
];
