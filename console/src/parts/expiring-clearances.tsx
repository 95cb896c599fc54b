// Clearances that end soon: their matches come back then, unless somebody looks at them again.
import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Api, dataOf, type Schemas } from "../api/client";
import { addressOf } from "../place";
import { moment } from "../words";
import { useColumns } from "./width";

type Clearance = Schemas["Clearance"];

const WITHIN = [
  { value: "7", label: "Within a week" },
  { value: "30", label: "Within 30 days" },
  { value: "90", label: "Within 90 days" },
];

export function ExpiringClearances({ api }: { api: Api }) {
  const display = useColumns();
  const [days, setDays] = useState("30");
  const expiring = useQuery({
    queryKey: ["watchlist", "expiring", days],
    queryFn: () => dataOf(api.GET("/console/watchlist/expiring-clearances", { params: { query: { days: Number(days) } } })),
    retry: false,
  });
  const clearances = expiring.data?.clearances ?? [];
  return (
    <>
      <Table
        ariaLabels={{ tableLabel: "Clearances that end soon" }}
        columnDefinitions={COLUMNS}
        columnDisplay={display(["party", "entry", "ends", "by", "note"], ["party", "ends"])}
        empty={
          <Box padding="l" textAlign="center">
            No clearance ends in that time.
          </Box>
        }
        enableKeyboardNavigation
        filter={
          <Select
            ariaLabel="Which end"
            onChange={({ detail }) => setDays(detail.selectedOption.value ?? days)}
            options={WITHIN}
            selectedOption={WITHIN.find(({ value }) => value === days) ?? null}
          />
        }
        header={
          <Header
            counter={expiring.data ? `(${clearances.length}${expiring.data.more ? "+" : ""})` : undefined}
            description="Then the match is back and the next payment is held. Look again and prolong, or let it end."
            variant="h2"
          >
            Clearances that end soon
          </Header>
        }
        items={clearances}
        loading={expiring.isPending}
        loadingText="Loading clearances"
        trackBy={(one) => `${one.party} ${one.entry} ${one.cleared_at}`}
        variant="container"
        wrapLines
      />
      {expiring.error ? <p role="alert">{expiring.error.message}</p> : null}
    </>
  );
}

const COLUMNS: TableProps.ColumnDefinition<Clearance>[] = [
  {
    id: "party",
    header: "The party",
    isRowHeader: true,
    minWidth: 180,
    cell: (one) => (
      <>
        <a className="text-link anywhere" href={addressOf({ screen: "watchlist", name: one.name ?? one.party, party: one.party })}>
          {one.name ?? one.party}
        </a>
        <div className="soft anywhere">{one.party}</div>
      </>
    ),
  },
  { id: "entry", header: "Is not", minWidth: 120, cell: (one) => <span className="anywhere">{one.entry}</span> },
  { id: "ends", header: "Ends (your time)", minWidth: 130, cell: (one) => moment(one.expires_at) },
  { id: "by", header: "Cleared by", minWidth: 150, cell: (one) => <span className="anywhere">{one.cleared_by}</span> },
  { id: "note", header: "Note", minWidth: 180, cell: (one) => <span className="anywhere clamp">{one.note}</span> },
];
