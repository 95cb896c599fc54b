// What left the deployment: when last, how much, and how often it failed.
import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { Schemas } from "../api/client";
import { channelInWords, deliveredInWords, whole } from "../words";
import { useColumns } from "./width";

type Delivery = Schemas["Operations"]["deliveries"][number];

export function Deliveries({ deliveries }: { deliveries: Delivery[] | undefined }) {
  const display = useColumns();
  return (
    <Table
      ariaLabels={{ tableLabel: "Last deliveries" }}
      columnDefinitions={COLUMNS}
      columnDisplay={display(["channel", "last", "delivered", "failed"], ["channel", "last", "failed"])}
      enableKeyboardNavigation
      header={
        <Header description="What CloudWatch knows, some minutes late. Failures are those of 24 hours, with attempts that were repeated." variant="h2">
          Last deliveries
        </Header>
      }
      items={deliveries ?? []}
      loading={!deliveries}
      loadingText="Loading deliveries"
      trackBy="channel"
      variant="container"
      wrapLines
    />
  );
}

const COLUMNS: TableProps.ColumnDefinition<Delivery>[] = [
  { id: "channel", header: "To", isRowHeader: true, minWidth: 100, cell: ({ channel }) => channelInWords(channel) },
  {
    id: "last",
    header: "Last (your time)",
    minWidth: 120,
    cell: ({ last }) => {
      const { when, ago } = deliveredInWords(last, Date.now());
      return (
        <>
          {when}
          {ago ? (
            <Box color="text-body-secondary" fontSize="body-s">
              {ago}
            </Box>
          ) : null}
        </>
      );
    },
  },
  { id: "delivered", header: "In 24 hours", minWidth: 110, cell: ({ delivered }) => whole(delivered) },
  {
    id: "failed",
    header: "Failed",
    minWidth: 70,
    cell: ({ failed }) => (failed > 0 ? <StatusIndicator type="warning">{whole(failed)}</StatusIndicator> : "0"),
  },
];
