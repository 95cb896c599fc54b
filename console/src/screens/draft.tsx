// A draft of a policy or of one of its lists: its text with what the checker says of it as one types, what differs from the live one, what it would
// have done with past payments, and what becomes of it.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type Api, dataOf, type LivePolicy, type Me, type Schemas, SignedOut, type WholePolicyDraft } from "../api/client";
import type { Declared } from "../completion";
import { MotionButtons, type MotionDecision } from "../parts/motion-buttons";
import { tell } from "../parts/notices";
import { PolicyBacktest, useBacktest } from "../parts/policy-backtest";
import { PolicyChecks } from "../parts/policy-checks";
import { PolicyDialog } from "../parts/policy-dialog";
import { PolicyDiff, useDiff } from "../parts/policy-diff";
import { PolicyEditor } from "../parts/policy-editor";
import { PolicySuggestions, useSuggestions } from "../parts/policy-suggestions";
import { PolicyVersions } from "../parts/policy-versions";
import { go, NEW_LIST, type Place } from "../place";
import { moment, MOTION_STATES } from "../words";

const CHECKED_AFTER_MS = 500;
/** While somebody writes, nothing changes under their hands: what others did meanwhile is told when they save. */
const ASKED_ONCE = { refetchOnMount: "always", refetchOnReconnect: false, refetchOnWindowFocus: false, retry: false, staleTime: 0 } as const;

/** As the functions take it, but for parts that are empty or have dots alone. */
const LIST_PATH = /^lists\/[A-Za-z0-9._/-]+$/;
const NOTHING: Live = { base: null, text: null };

const DRAFT_ACTS = { approve: "approve_policies", bypass: "bypass_four_eyes", reject: "reject_policies", withdraw: "withdraw_policies" } as const;

type Live = Pick<LivePolicy, "base" | "text">;
type DraftPlace = Extract<Place, { screen: "draft" }>;

export default function DraftScreen({ api, me, place }: { api: Api; me: Me; place: DraftPlace }) {
  const isNew = place.draftId === "new";
  const live = useQuery({ queryKey: ["policy"], queryFn: () => dataOf(api.GET("/console/policy")), ...ASKED_ONCE });
  const draft = useQuery({
    queryKey: ["policy-draft", place.draftId],
    queryFn: () => dataOf(api.GET("/console/policy-drafts/{draft_id}", { params: { path: { draft_id: place.draftId } } })),
    enabled: !isNew,
    ...ASKED_ONCE,
  });
  const list = isNew ? place.list : (draft.data?.list ?? "");
  const isInFile = list !== "" && list !== NEW_LIST;
  const inFile = useQuery({
    queryKey: ["policy-list", list],
    queryFn: () => dataOf(api.GET("/console/policy-lists", { params: { query: { list } } })),
    enabled: isInFile,
    ...ASKED_ONCE,
  });
  const version = useQuery({
    queryKey: ["policy-version", place.versionId, list],
    queryFn: () =>
      dataOf(api.GET("/console/policy-versions/{version_id}", { params: { path: { version_id: place.versionId }, query: isInFile ? { list } : {} } })),
    enabled: isNew && place.versionId !== "",
    retry: false,
  });
  // What is on the screen stays there, and with it what somebody wrote since.
  const isShown = useRef(false);
  const problem = [live, draft, inFile, version].find((query) => query.error && !(isShown.current && query.data))?.error;
  if (problem) {
    return (
      <Alert header="This can't be shown" type="warning">
        {problem.message}
      </Alert>
    );
  }
  const isVersionThere = !isNew || place.versionId === "" || version.data !== undefined;
  // A draft that began with what was live when somebody looked last would be out of date at once.
  const areFresh = [live, ...(isNew ? [] : [draft]), ...(isInFile ? [inFile] : [])].every((query) => query.isFetchedAfterMount);
  const drafted = isInFile ? inFile.data : list === NEW_LIST ? NOTHING : live.data;
  if (!areFresh || !live.data || !drafted || (!isNew && !draft.data) || !isVersionThere) return <p className="waiting">Loading…</p>;
  isShown.current = true;
  return (
    <Draft
      api={api}
      draft={draft.data}
      // What somebody decided or wrote meanwhile begins anew with what is stored.
      key={draft.data ? `${draft.data.draft_id} ${draft.data.version}` : `${list} ${place.versionId}`}
      list={list}
      live={drafted}
      me={me}
      policy={live.data}
      start={draft.data?.text ?? version.data?.text ?? drafted.text ?? ""}
    />
  );
}

interface Props {
  api: Api;
  draft: WholePolicyDraft | undefined;
  /** The path of a list, or none for the policy itself. */
  list: string;
  /** What the draft would take the place of. */
  live: Live;
  me: Me;
  policy: LivePolicy;
  start: string;
}

function Draft({ api, draft, list, live, me, policy, start }: Props) {
  const [path, setPath] = useState(list === NEW_LIST ? "lists/" : list);
  const [text, setText] = useState(start);
  const [note, setNote] = useState(draft?.note ?? "");
  const [begunFrom] = useState(live.base);
  const [tried, setTried] = useState(false);
  const [decision, setDecision] = useState<MotionDecision | null>(null);
  const settled = useSettled(text);
  const isOpen = draft === undefined || draft.state === "open";
  const mayWrite = isOpen && me.acts.includes("draft_policies");
  const source = sourceOf(settled, path);
  const isNamed = !list || LIST_PATH.test(path);
  const checks = useQuery({
    queryKey: ["check", source],
    queryFn: () => dataOf(api.POST("/console/policy-checks", { body: source })),
    enabled: settled.trim() !== "" && isNamed,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const language = useQuery({
    queryKey: ["language"],
    queryFn: () => dataOf(api.GET("/console/policy-language")),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: mayWrite && !list,
    retry: false,
  });
  const declared = useDeclared(checks.data?.declared ?? undefined, policy.checked?.declared ?? undefined);
  const diff = useDiff(live.text ?? "", text);
  const backtest = useBacktest(api);
  const suggestions = useSuggestions(api);
  const save = useSave(api);
  const isOutdated = isOpen && (draft ? draft.base : begunFrom) !== live.base;
  const isChanged = text !== start || note !== (draft?.note ?? "");
  const isChecking = checks.isFetching || settled !== text;
  const isGood = !isChecking && checks.data?.is_good === true;
  const submit = () => {
    if (!note.trim() || !text.trim() || !isNamed) return setTried(true);
    save.mutate({
      ...sourceOf(text, path),
      note: note.trim(),
      base: live.base,
      ...(draft ? { draft_id: draft.draft_id, version: draft.version } : {}),
    });
  };
  const use = ({ code, rule }: { code: string; rule: string }) => {
    setText(`${text.trimEnd()}\n\n${rule}`);
    tell("success", `${code} stands at the end of the draft. Give the policy a new version, and look at the backtest.`);
  };
  const wrong = isChecking ? [] : (checks.data?.problems ?? []).flatMap((one) => (one.line ? [one.line] : []));
  return (
    <ContentLayout
      header={
        <Header
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {draft ? (
                <MotionButtons
                  acts={DRAFT_ACTS}
                  isReady={!isChanged && !isOutdated && draft.names !== undefined}
                  me={me}
                  motion={draft}
                  onDecide={setDecision}
                />
              ) : null}
              {mayWrite ? (
                <Button
                  disabled={!isChanged && draft !== undefined && !isOutdated}
                  loading={save.isPending}
                  onClick={submit}
                  variant={draft && !isChanged && !isOutdated ? "normal" : "primary"}
                >
                  {isOutdated ? "Save as up to date" : "Save draft"}
                </Button>
              ) : null}
            </SpaceBetween>
          }
          description={draft ? `Begun ${moment(draft.opened_at)} by ${draft.authors[0]}, changed ${moment(draft.changed_at)}` : startOf(list)}
          variant="h1"
        >
          <span className="anywhere">{titleOf(list, draft)}</span>
        </Header>
      }
    >
      <SpaceBetween size="l">
        {isOutdated ? <Outdated starts={list || draft?.base_names} /> : null}
        {draft && !isOutdated ? <Standing draft={draft} me={me} /> : null}
        <Container>
          <SpaceBetween size="m">
            {list === NEW_LIST ? (
              <FormField
                constraintText="By this path a policy names it: { file = &quot;lists/countries.txt&quot; }. Letters, digits and . _ - /"
                errorText={tried && !isNamed ? "A path that begins with lists/" : undefined}
                label="File"
                stretch
              >
                <Input onChange={({ detail }) => setPath(detail.value)} value={path} />
              </FormField>
            ) : null}
            <FormField
              constraintText={mayWrite ? "It stands in the trail, for whoever decides. No card numbers." : undefined}
              errorText={tried && !note.trim() ? "Say what it is for." : undefined}
              label="What it is for"
              stretch
            >
              <Input onChange={({ detail }) => setNote(detail.value)} readOnly={!mayWrite} value={note} />
            </FormField>
            <PolicyEditor
              declared={declared}
              isReadOnly={!mayWrite}
              label={list ? "Entries of the list" : "Text of the policy"}
              language={language.data}
              onChange={setText}
              text={text}
              wrong={wrong}
            />
            {mayWrite ? (
              <Box color="text-body-secondary" fontSize="body-s" id="policy-text-help">
                {list
                  ? "One entry per line. Lines that begin with # are comments."
                  : "Variables, lists and functions are completed as you type in a condition, and anywhere by Ctrl+Space."}
              </Box>
            ) : null}
          </SpaceBetween>
        </Container>
        <Container>
          <Tabs
            ariaLabel="About the text"
            i18nStrings={{ scrollLeftAriaLabel: "Earlier tabs", scrollRightAriaLabel: "Further tabs" }}
            tabs={[
              {
                id: "checks",
                label: "Checks",
                content: checks.error ? <Alert type="error">{checks.error.message}</Alert> : <PolicyChecks checked={checks.data} isChecking={isChecking} />,
              },
              { id: "differences", label: `Differences (+${diff.added} −${diff.gone})`, content: <PolicyDiff diff={diff} /> },
              { id: "backtest", label: "Backtest", content: <PolicyBacktest backtest={backtest} isGood={isGood} source={sourceOf(text, path)} /> },
              ...(list && list !== NEW_LIST ? [{ id: "versions", label: "Earlier texts", content: <PolicyVersions api={api} list={list} /> }] : []),
              ...(mayWrite && !list
                ? [{ id: "suggestions", label: "Suggestions", content: <PolicySuggestions isGood={isGood} onUse={use} suggestions={suggestions} text={text} /> }]
                : []),
            ]}
          />
        </Container>
      </SpaceBetween>
      {draft && decision ? <PolicyDialog api={api} decision={decision} draft={draft} onDone={() => setDecision(null)} /> : null}
    </ContentLayout>
  );
}

function titleOf(list: string, draft: WholePolicyDraft | undefined): string {
  if (draft) return list ? `Draft: ${list}` : `Draft: ${draft.names ?? "not a good policy yet"}`;
  if (list === NEW_LIST) return "A new list";
  return list || "A new draft";
}

function startOf(list: string): string {
  if (list === NEW_LIST) return "A policy may name it once it is in force.";
  return list ? "From the list as it is now." : "From the live policy.";
}

function sourceOf(text: string, list: string): Schemas["PolicySource"] {
  return list ? { text, list } : { text };
}

/** What the last good text adds to the language: while somebody types, the text is seldom good. */
function useDeclared(ofText: Declared | undefined, ofLive: Declared | undefined): Declared | undefined {
  const [known, setKnown] = useState(ofText ?? ofLive);
  if (ofText && ofText !== known) setKnown(ofText);
  return ofText ?? known;
}

/** A text once nobody has typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), CHECKED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function useSave(api: Api) {
  const queries = useQueryClient();
  return useMutation({
    // Where somebody has gone meanwhile, they stay.
    onMutate: () => location.hash,
    mutationFn: async (body: Schemas["NewPolicyDraft"]) => ({
      isNew: body.draft_id === undefined,
      handled: await dataOf(api.POST("/console/policy-drafts", { body })),
    }),
    async onSuccess({ handled, isNew }, _, begunAt) {
      if (handled.outcome !== "done") {
        tell("error", handled.detail ?? handled.outcome);
        // What was written stays; what is live now is shown beside it.
        if (handled.outcome === "outdated") await queries.invalidateQueries({ queryKey: ["policy"] });
        return;
      }
      await queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith("policy") });
      if (isNew && handled.draft_id && location.hash === begunAt) go({ screen: "draft", draftId: handled.draft_id, versionId: "", list: "" });
      else tell("success", "The draft is saved.");
    },
    onError(error) {
      if (!(error instanceof SignedOut)) tell("error", error.message);
    },
  });
}

function Outdated({ starts = "the policy that was live" }: { starts: string | undefined }) {
  return (
    <Alert header="Out of date" type="warning">
      <span className="anywhere">
        The draft starts from {starts}, and another text is live since. Look at the differences, take over what is missing, and save it as up to date: only then can
        it come into force.
      </span>
    </Alert>
  );
}

/** Who has to do something, or what was decided. */
function Standing({ draft, me }: { draft: WholePolicyDraft; me: Me }) {
  const { ruling, state } = draft;
  if (ruling && state !== "open") {
    const { words } = MOTION_STATES[state];
    return (
      <Alert header={ruling.decision === "bypass" ? `${words} by one person alone` : words} type={state === "publishing" ? "warning" : "info"}>
        <span className="anywhere">
          {ruling.by}, {moment(ruling.at)}: {ruling.reason}
        </span>
      </Alert>
    );
  }
  if (draft.is_own) return <Alert type="info">You wrote some of this draft, so somebody else puts it in force. Their name and yours stand in the trail.</Alert>;
  if (!me.acts.includes("approve_policies")) return null;
  return (
    <Alert type="info">
      <span className="anywhere">Written by {draft.authors.join(", ")}. Look at its differences and its backtest, and decide.</span>
    </Alert>
  );
}
