// The policies that were, or the texts of a list, and who put them in force.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Api, dataOf, type Schemas } from "../api/client";
import { addressOf } from "../place";
import { moment } from "../words";
import { useColumns } from "./width";

type Version = Schemas["PolicyVersions"]["versions"][number];

/** Of a list by its path, or of the policy without one. */
export function PolicyVersions({ api, list }: { api: Api; list: string }) {
  const display = useColumns();
  const columns = useMemo(() => versionsOf(list), [list]);
  const versions = useQuery({
    queryKey: ["policy-versions", list],
    queryFn: () => dataOf(api.GET("/console/policy-versions", { params: { query: list ? { list } : {} } })),
  });
  if (versions.error) return <Alert type="error">{versions.error.message}</Alert>;
  return (
    <Table
      ariaLabels={{ tableLabel: "Versions" }}
      columnDefinitions={columns}
      columnDisplay={display(list ? ["version", "by", "reason"] : ["version", "since", "by", "reason"], ["version", "by"])}
      empty={<Box textAlign="center">It was never there.</Box>}
      enableKeyboardNavigation
      header={
        <Header
          counter={versions.data ? `(${versions.data.versions.length}${versions.data.is_more ? "+" : ""})` : undefined}
          description="Open one to see how it differs from what is live, and to go back to it by a draft."
          variant="h2"
        >
          Versions
        </Header>
      }
      items={versions.data?.versions ?? []}
      loading={versions.isPending}
      loadingText="Loading the versions"
      trackBy="version_id"
      variant="container"
      wrapLines
    />
  );
}

export function publisherInWords(publication: Version["publication"]): string {
  if (!publication) return "Somebody, past the console";
  return publication.is_bypass ? `${publication.by}, alone` : publication.by;
}

const versionsOf = (list: string): TableProps.ColumnDefinition<Version>[] => [
  {
    id: "version",
    header: "Version",
    isRowHeader: true,
    minWidth: 150,
    cell: (one) =>
      one.is_deletion ? (
        "Deleted"
      ) : (
        <a className="text-link anywhere clamp" href={addressOf({ screen: "draft", draftId: "new", versionId: one.version_id, list })}>
          {list ? moment(one.since) : (one.names ?? "Not readable")}
        </a>
      ),
  },
  { id: "since", header: "Since (your time)", minWidth: 160, cell: (one) => moment(one.since) },
  {
    id: "by",
    header: "Put in force by",
    minWidth: 170,
    cell: (one) => (
      <span className="anywhere">{publisherInWords(one.publication)}</span>
    ),
  },
  { id: "reason", header: "Reason", minWidth: 200, cell: (one) => <span className="anywhere">{one.publication?.reason ?? "–"}</span> },
];
