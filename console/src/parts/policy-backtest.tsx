// What a text would have done with past payments, beside what the live policy does with the same ones.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation } from "@tanstack/react-query";
import { type Api, type BacktestedPolicy, dataOf, type Schemas } from "../api/client";
import { addressOf } from "../place";
import { moment, OUTCOMES, reasonInWords } from "../words";
import { counted } from "./policy-checks";

type Result = NonNullable<BacktestedPolicy["result"]>;
type Side = Schemas["PolicySide"];

/** The last backtest, and of which text it was. */
export function useBacktest(api: Api) {
  return useMutation({
    mutationFn: async (body: Schemas["PolicySource"]) => ({ text: body.text, answer: await dataOf(api.POST("/console/policy-backtests", { body })) }),
  });
}

interface Props {
  backtest: ReturnType<typeof useBacktest>;
  isGood: boolean;
  source: Schemas["PolicySource"];
}

export function PolicyBacktest({ backtest, isGood, source }: Props) {
  const { data } = backtest;
  return (
    <SpaceBetween size="m">
      <SpaceBetween alignItems="center" direction="horizontal" size="s">
        <Button disabled={!isGood} loading={backtest.isPending} onClick={() => backtest.mutate(source)}>
          Try it on past payments
        </Button>
        <span className="soft">{isGood ? "Rules alone decide: models, screening and other detectors are not asked." : "Only a good policy can be tried."}</span>
      </SpaceBetween>
      {backtest.error ? <Alert type="error">{backtest.error.message}</Alert> : null}
      {data?.text !== source.text && data ? <Alert type="info">The text was changed since. Try it again for its figures.</Alert> : null}
      {data?.answer.result ? <Figures result={data.answer.result} /> : null}
    </SpaceBetween>
  );
}

function Figures({ result }: { result: Result }) {
  const { sample, before, after, changes, rules } = result;
  if (sample.payments === 0) return <p className="soft">The archive has no payments of the last {sample.days_max} days.</p>;
  return (
    <SpaceBetween size="l">
      <p className="soft">
        The newest {counted(sample.payments, "payment")}, from {moment(sample.from ?? "")} to {moment(sample.to ?? "")}; {sample.labelled.toLocaleString("en")} of
        them are labelled. {sample.is_cut ? "Older ones were left out: this is as much as is read at once. " : ""}
        {sample.unreadable > 0 ? `${counted(sample.unreadable, "row")} could not be read. ` : ""}
        What was known before the first of them, the rules don't know.
      </p>
      <div className="figures" role="region" aria-label="Figures" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Of these payments</th>
              <th scope="col">Live {before ? <span className="anywhere">{before.version}</span> : ""}</th>
              <th scope="col">This draft</th>
            </tr>
          </thead>
          <tbody>
            {FIGURES.map(([words, figure]) => (
              <tr key={words}>
                <th scope="row">{words}</th>
                <td>{before ? figure(before) : "–"}</td>
                <td>{figure(after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {changes.length === 0 ? <p>Every payment is decided as by the live policy.</p> : null}
      {changes.map((change) => (
        <div key={`${change.from} ${change.to}`}>
          <Box fontWeight="bold" variant="h2" fontSize="heading-s">
            {OUTCOMES[change.from]} → {OUTCOMES[change.to]?.toLowerCase()}: {counted(change.payments, "payment")}
          </Box>
          <p className="soft">
            {change.fraud} known to be fraud, {change.good} known to be good.
          </p>
          <ul className="costs">
            {change.examples.map((example) => (
              <li key={example.key_id}>
                <a className="text-link anywhere" href={addressOf({ screen: "payment", keyId: example.key_id })}>
                  {example.payment}
                </a>
                <Box color="text-body-secondary" fontSize="body-s">
                  <span className="anywhere">
                    {example.label ? `${reasonInWords(example.label)}. ` : ""}
                    {inWords(example.before)} → {inWords(example.after)}
                  </span>
                </Box>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <div className="figures" role="region" aria-label="Rules" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Rule</th>
              <th scope="col">Hits, live</th>
              <th scope="col">Hits, draft</th>
              <th scope="col">Known fraud</th>
              <th scope="col">Known good</th>
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <tr key={rule.code}>
                <th scope="row">
                  <span className="anywhere">{rule.code}</span> <span className="soft">{rule.state === "live" ? "" : (rule.state ?? "gone")}</span>
                </th>
                <td>{rule.hits_before ?? "–"}</td>
                <td>{rule.hits_after ?? "–"}</td>
                <td>{rule.fraud}</td>
                <td>{rule.good}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </SpaceBetween>
  );
}

function inWords(codes: string[]): string {
  return codes.length > 0 ? codes.map(reasonInWords).join(", ") : "nothing";
}

function share(count: number, all: number): string {
  const part = all > 0 ? ` (${((100 * count) / all).toFixed(1)} %)` : "";
  return `${count.toLocaleString("en")} of ${all.toLocaleString("en")}${part}`;
}

const FIGURES: [string, (side: Side) => string][] = [
  ["Flagged", (side) => share(side.review + side.block, side.payments)],
  ["Blocked", (side) => share(side.block, side.payments)],
  ["Fraud caught", (side) => share(side.fraud_caught, side.fraud)],
  ["Legitimate payments flagged", (side) => share(side.good_hurt, side.good)],
  ["Alerts a day", (side) => side.alerts_a_day.toFixed(1)],
  ["Fraud stopped, in the reference currency", (side) => Math.round(side.money_saved).toLocaleString("en")],
];
