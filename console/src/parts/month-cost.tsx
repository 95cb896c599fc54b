// What a month costs by the meter, and what that leaves out.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import Toggle from "@cloudscape-design/components/toggle";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Api, dataOf, type Schemas } from "../api/client";
import { monthInWords, monthOf } from "../month";
import { money, reasonInWords, whole } from "../words";

type Report = Schemas["DecisionReport"];
type Part = Report["cost"]["parts"][number];

export function MonthCost({ api }: { api: Api }) {
  const [isPast, setPast] = useState(false);
  const { from, to } = monthOf(new Date(), isPast);
  const report = useQuery({
    queryKey: ["reports", from, to],
    queryFn: () => dataOf(api.GET("/console/reports", { params: { query: { from, to } } })),
    retry: false,
  });
  const cost = report.data?.cost;
  return (
    <Table
      ariaLabels={{ tableLabel: "Cost of the month" }}
      columnDefinitions={COLUMNS}
      empty={report.error ? <Alert type="error">{report.error.message}</Alert> : undefined}
      enableKeyboardNavigation
      filter={
        <Toggle checked={isPast} onChange={({ detail }) => setPast(detail.checked)}>
          Show the month before
        </Toggle>
      }
      footer={report.data ? <LeftOut isPast={isPast} report={report.data} /> : undefined}
      header={
        <Header
          counter={cost ? `(${money(cost.dollars, "USD")})` : undefined}
          description={cost ? `Estimated for ${monthInWords(from)}, at list prices of ${cost.priced_at} in ${cost.region}.` : undefined}
          variant="h2"
        >
          Cost of the month
        </Header>
      }
      items={cost?.parts ?? []}
      loading={report.isPending}
      loadingText="Loading what was counted"
      trackBy="part"
      variant="container"
      wrapLines
    />
  );
}

const COLUMNS: TableProps.ColumnDefinition<Part>[] = [
  { id: "part", header: "For", isRowHeader: true, minWidth: 110, cell: ({ part }) => reasonInWords(part) },
  { id: "count", header: "Counted", minWidth: 90, cell: ({ count }) => whole(count) },
  { id: "dollars", header: "Cost", minWidth: 110, cell: ({ dollars }) => money(dollars, "USD") },
];

function LeftOut({ isPast, report }: { isPast: boolean; report: Report }) {
  const counted = report.days.filter((day) => day.counts).length;
  return (
    <Box color="text-body-secondary" fontSize="body-s">
      {`${counted} of ${report.days.length} days are counted${isPast ? "" : "; today is counted tomorrow morning"}. `}
      Not in it: polls, documents, the console, made-up payments, logs, streams and sinks, the VPC, backups, what an idle deployment costs, discounts and free tiers. AWS Cost Explorer has the bill.
    </Box>
  );
}
