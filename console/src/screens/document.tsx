// A document: why it lies where it lies, what was found in it page by page, and what can be done with it.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Api, dataOf, type Me, NotThere, type WholeDocument } from "../api/client";
import { DocumentDialog, type DocumentAct } from "../parts/document-dialog";
import { DOCUMENT_CLASSES, documentWord, moment, reasonInWords } from "../words";

export default function DocumentScreen({ api, keyId, me }: { api: Api; keyId: string; me: Me }) {
  const [act, setAct] = useState<DocumentAct | null>(null);
  const whole = useQuery({
    queryKey: ["document", keyId],
    queryFn: () => dataOf(api.GET("/console/documents/{key_id}", { params: { path: { key_id: keyId } } })),
    retry: false,
  });
  if (whole.error && (!whole.data || whole.error instanceof NotThere)) {
    return (
      <Alert header="This document can't be shown" type="warning">
        {whole.error.message}
      </Alert>
    );
  }
  if (!whole.data) return <p className="waiting">Loading…</p>;
  const found = whole.data;
  const lies = found.class;
  const may = (name: Me["acts"][number]) => lies !== undefined && me.acts.includes(name);
  // What was begun is finished before anything else.
  const mayMove = (name: Me["acts"][number]) => may(name) && found.handling?.is_done !== false;
  return (
    <ContentLayout
      header={
        <Header
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {may("download_documents") ? <Button onClick={() => setAct("download")}>Original…</Button> : null}
              {mayMove("reclassify_documents") && lies !== "pii" ? <Button onClick={() => setAct("pii")}>Personal data…</Button> : null}
              {mayMove("delete_documents") ? <Button onClick={() => setAct("deleted")}>Delete…</Button> : null}
              {mayMove("reclassify_documents") && lies !== "non_pii" ? (
                <Button onClick={() => setAct("non_pii")} variant="primary">
                  Release…
                </Button>
              ) : null}
            </SpaceBetween>
          }
          variant="h1"
        >
          <span className="anywhere">{found.name}</span>
        </Header>
      }
    >
      <SpaceBetween size="l">
        {found.handling ? <Handled found={found} mayFinish={may("reclassify_documents")} onFinish={setAct} /> : null}
        <Container header={<Header variant="h2">{lies ? (DOCUMENT_CLASSES[lies] ?? lies) : "On its way"}</Header>}>
          <SpaceBetween size="m">
            <Box variant="p">
              <span className="anywhere">{found.because?.sentence ?? "The classifier gave no reason."}</span>
            </Box>
            <KeyValuePairs
              columns={4}
              items={[
                { label: "Type", value: documentWord(found.document_type) },
                { label: "Pages", value: found.scanned_pages > 0 ? `${found.pages}, ${found.scanned_pages} of them scanned` : String(found.pages) },
                { label: "Came", value: moment(found.came_at) },
                { label: "Id", value: <span className="anywhere">{found.key_id}</span> },
              ]}
              minColumnWidth={150}
            />
          </SpaceBetween>
        </Container>
        <Container header={<Header counter={found.found ? `(${found.found.length})` : undefined} variant="h2">Found</Header>}>
          <Found found={found} />
        </Container>
        {found.gaps.length > 0 ? (
          <Container header={<Header variant="h2">Not read</Header>}>
            <ul className="cases">
              {found.gaps.map((gap, place) => (
                <li key={`${place} ${gap.reason}`}>
                  <span className="soft">{gap.page ? `Page ${gap.page}` : "The whole document"}</span>
                  <span className="anywhere">{gap.text ?? reasonInWords(gap.reason)}</span>
                </li>
              ))}
            </ul>
          </Container>
        ) : null}
      </SpaceBetween>
      {act ? <DocumentDialog act={act} api={api} found={found} onDone={() => setAct(null)} /> : null}
    </ContentLayout>
  );
}

interface HandledProps {
  found: WholeDocument;
  mayFinish: boolean;
  onFinish: (act: DocumentAct) => void;
}

function Handled({ found, mayFinish, onFinish }: HandledProps) {
  const { handling } = found;
  if (!handling) return null;
  const what = handling.destination === "deleted" ? "deleted it" : `sent it to ${DOCUMENT_CLASSES[handling.destination]?.toLowerCase()}`;
  return (
    <Alert
      action={handling.is_done || !mayFinish ? undefined : <Button onClick={() => onFinish(handling.destination)}>Finish…</Button>}
      header={handling.is_done ? "Handled by a person" : "On its way"}
      type={handling.is_done ? "info" : "warning"}
    >
      <span className="anywhere">
        {handling.by} {what}, {moment(handling.at)}: {handling.reason}
      </span>
    </Alert>
  );
}

/** By kind, those of which there are most first; each with its pages. */
function Found({ found }: { found: WholeDocument }) {
  if (!found.found) return <p>The findings are gone, or too many to show.</p>;
  if (found.found.length === 0) return <p>No personal data was found.</p>;
  const kinds = new Map<string, WholeDocument["found"]>();
  for (const one of found.found) kinds.set(one.entity, [...(kinds.get(one.entity) ?? []), one]);
  const sorted = [...kinds].sort(([, one], [, other]) => (other?.length ?? 0) - (one?.length ?? 0));
  return (
    <ul className="links">
      {sorted.map(([kind, ones]) => (
        <li key={kind}>
          <strong>{documentWord(kind)}</strong> <span className="soft">{ones?.length}</span>
          <ul>
            {ones?.map((one, place) => (
              <li key={`${place} ${one.masked}`}>
                <span className="anywhere masked">{one.masked}</span>{" "}
                <span className="soft">
                  {one.page ? `page ${one.page}` : "on no page"}, {Math.round(one.confidence * 100)} %{one.labelled ? ", labelled" : ""}
                </span>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
