// Documents of a day, by class and type, in the order in which they came.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Api, dataOf, type FoundDocument } from "../api/client";
import { ShowMore } from "../parts/show-more";
import { useColumns, useIsNarrow } from "../parts/width";
import { addressOf, go, type Place } from "../place";
import { DOCUMENT_CLASSES, documentWord, moment } from "../words";

type DocumentsPlace = Extract<Place, { screen: "documents" }>;

const PAGE = 50;
const ANY = { value: "", label: "Any" };
const CLASSES = Object.entries(DOCUMENT_CLASSES)
  .filter(([value]) => value !== "deleted")
  .map(([value, label]) => ({ value, label }));

export default function Documents({ api, place }: { api: Api; place: DocumentsPlace }) {
  const display = useColumns();
  const isNarrow = useIsNarrow();
  const [day, setDay] = useState(place.day);
  const [type, setType] = useState("");
  const shelf = place.shelf;
  const pages = useInfiniteQuery({
    queryKey: ["documents", shelf, place.day],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => {
      const query = { class: shelf, day: place.day, limit: PAGE, ...(pageParam ? { after: pageParam } : {}) };
      return dataOf(api.GET("/console/documents", { params: { query } }));
    },
    getNextPageParam: (last) => last.next,
    retry: false,
  });
  const all = pages.data?.pages.flatMap((page) => page.documents) ?? [];
  const types = [ANY, ...[...new Set(all.map((one) => one.document_type))].sort().map((value) => ({ value, label: documentWord(value) }))];
  const documents = all.filter((one) => !type || one.document_type === type);
  const show = (changed: Partial<DocumentsPlace>) => go({ ...place, ...changed });
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(day);
  return (
    <SpaceBetween size="l">
      {pages.error ? <Alert type="error">{pages.error.message}</Alert> : null}
      <Table
        ariaLabels={{ tableLabel: "Documents" }}
        columnDefinitions={COLUMNS}
        columnDisplay={display(WIDE, NARROW)}
        empty={
          <Box padding="l" textAlign="center">
            <b>None of that day</b>
            <Box color="text-body-secondary">Days are in UTC.</Box>
          </Box>
        }
        enableKeyboardNavigation
        filter={
          <SpaceBetween direction={isNarrow ? "vertical" : "horizontal"} size="m">
            <FormField label="Class">
              <Select
                onChange={({ detail }) => show({ shelf: detail.selectedOption.value as DocumentsPlace["shelf"] })}
                options={CLASSES}
                selectedOption={CLASSES.find(({ value }) => value === shelf) ?? null}
              />
            </FormField>
            <FormField errorText={isDay ? undefined : "Give a day, such as 2026-03-01."} label="Came on (UTC)">
              <Input
                onChange={({ detail }) => {
                  setDay(detail.value);
                  if (/^\d{4}-\d{2}-\d{2}$/.test(detail.value)) show({ day: detail.value });
                }}
                placeholder="2026-03-01"
                value={day}
              />
            </FormField>
            <FormField label="Type">
              <Select
                onChange={({ detail }) => setType(detail.selectedOption.value ?? "")}
                options={types}
                selectedOption={types.find(({ value }) => value === type) ?? ANY}
              />
            </FormField>
          </SpaceBetween>
        }
        footer={pages.hasNextPage ? <ShowMore pages={pages} /> : undefined}
        header={
          <Header
            counter={pages.data ? `(${documents.length}${pages.hasNextPage ? "+" : ""})` : undefined}
            description="What came in, and where it was put. The first of a day first."
            variant="h1"
          >
            Documents
          </Header>
        }
        items={documents}
        loading={pages.isPending}
        loadingText="Loading documents"
        trackBy="key_id"
        variant="container"
        wrapLines
      />
    </SpaceBetween>
  );
}

const WIDE = ["name", "type", "why", "found", "pages", "came"];
const NARROW = ["name", "why"];

const COLUMNS: TableProps.ColumnDefinition<FoundDocument>[] = [
  {
    id: "name",
    header: "Document",
    isRowHeader: true,
    minWidth: 160,
    cell: (one) => (
      <a className="text-link anywhere clamp" href={addressOf({ screen: "document", keyId: one.key_id })}>
        {one.name}
      </a>
    ),
  },
  { id: "type", header: "Type", minWidth: 130, cell: (one) => documentWord(one.document_type) },
  { id: "why", header: "Why", minWidth: 220, cell: (one) => <span className="anywhere">{one.because?.sentence ?? "–"}</span> },
  {
    id: "found",
    header: "Found",
    minWidth: 180,
    cell: (one) =>
      Object.entries(one.findings)
        .map(([kind, count]) => `${documentWord(kind)} ${count}`)
        .join(", ") || "Nothing",
  },
  { id: "pages", header: "Pages", minWidth: 70, cell: (one) => one.pages },
  { id: "came", header: "Came (your time)", minWidth: 160, cell: (one) => moment(one.came_at) },
];
