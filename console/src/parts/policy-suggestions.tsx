// Rules to start from: what labelled payments say that the text lacks, with figures of payments that had no say in it.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation } from "@tanstack/react-query";
import { type Api, dataOf, type Schemas } from "../api/client";
import { addressOf } from "../place";
import { moment, reasonInWords } from "../words";
import { counted } from "./policy-checks";

type Result = NonNullable<Schemas["SuggestedRules"]["result"]>;
type Suggestion = Schemas["RuleSuggestion"];

/** The last suggestions, and for which text they were made. */
export function useSuggestions(api: Api) {
  return useMutation({
    mutationFn: async (text: string) => ({ text, answer: await dataOf(api.POST("/console/policy-suggestions", { body: { text } })) }),
  });
}

interface Props {
  isGood: boolean;
  /** Puts a rule into the draft. */
  onUse: (suggestion: Suggestion) => void;
  suggestions: ReturnType<typeof useSuggestions>;
  text: string;
}

export function PolicySuggestions({ isGood, onUse, suggestions, text }: Props) {
  const { data } = suggestions;
  return (
    <SpaceBetween size="m">
      <SpaceBetween alignItems="center" direction="horizontal" size="s">
        <Button disabled={!isGood} loading={suggestions.isPending} onClick={() => suggestions.mutate(text)}>
          Suggest rules
        </Button>
        <span className="soft">{isGood ? "From known fraud in past payments that this draft lets pass." : "Rules are suggested for a valid policy only."}</span>
      </SpaceBetween>
      {suggestions.error ? <Alert type="error">{suggestions.error.message}</Alert> : null}
      {data?.answer.result ? <Suggested onUse={onUse} result={data.answer.result} text={text} /> : null}
    </SpaceBetween>
  );
}

function Suggested({ onUse, result, text }: { onUse: Props["onUse"]; result: Result; text: string }) {
  const { good_per_fraud: goodPerFraud, not_held: notHeld, nothing_in_words: nothing, parts, sample, suggestions } = result;
  return (
    <SpaceBetween size="l">
      <p className="soft">
        The newest {counted(sample.payments, "payment")} of the last {sample.days_max} days; {sample.labelled.toLocaleString("en")} of them are labelled.{" "}
        {sample.is_cut ? "Older ones were left out: this is as much as is read at once. " : ""}
        {sample.unreadable > 0 ? `${counted(sample.unreadable, "row")} could not be read. ` : ""}
        {parts.fraud.toLocaleString("en")} are known to be fraud, of which this draft stops {parts.fraud_stopped.toLocaleString("en")}.
      </p>
      {nothing ? <Alert type="info">{nothing}</Alert> : null}
      {suggestions.length > 0 ? (
        <>
          <p className="soft">
            The conditions were found in {counted(parts.earlier, "payment")} before {moment(parts.figures_from ?? "")}. The figures are of the {counted(parts.later, "payment")} since
            then, which had no say, and in which {counted(parts.later_missed_cards, "card")} had fraud that this draft lets pass. A payment without a label counts as good, and up to{" "}
            {goodPerFraud} good customers may be hurt for each card with fraud.
          </p>
          <Figures suggestions={suggestions} />
          {suggestions.map((suggestion) => (
            <Rule isUsed={text.includes(suggestion.rule.trimEnd())} key={suggestion.code} onUse={onUse} suggestion={suggestion} />
          ))}
        </>
      ) : null}
      {suggestions.length > 0 && notHeld > 0 ? (
        <p className="soft">{counted(notHeld, "other condition")} held on the earlier payments and not on the later ones, or caught nothing more there, and is not shown.</p>
      ) : null}
    </SpaceBetween>
  );
}

function Figures({ suggestions }: { suggestions: Suggestion[] }) {
  return (
    <div className="figures" role="region" aria-label="Suggestions" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Suggested rule</th>
            <th scope="col">Cards with fraud</th>
            <th scope="col">Not caught by those above</th>
            <th scope="col">Good customers hurt</th>
            <th scope="col">Customers without a label</th>
            <th scope="col">Part that is fraud</th>
            <th scope="col">Alerts a day</th>
            <th scope="col">Fraud stopped, in the reference currency</th>
          </tr>
        </thead>
        <tbody>
          {suggestions.map(({ code, figures }) => (
            <tr key={code}>
              <th scope="row">
                <span className="anywhere">{code}</span>
              </th>
              <td>{figures.fraud_cards.toLocaleString("en")}</td>
              <td>{figures.fraud_cards_more.toLocaleString("en")}</td>
              <td>{figures.good_customers.toLocaleString("en")}</td>
              <td>{(figures.hurt_customers - figures.good_customers).toLocaleString("en")}</td>
              <td>
                {percent(figures.precision ?? 0)} <span className="soft">({percent(figures.precision_at_least)} at least)</span>
              </td>
              <td>{figures.alerts_a_day.toFixed(1)}</td>
              <td>{Math.round(figures.fraud_amount).toLocaleString("en")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Rule({ isUsed, onUse, suggestion }: { isUsed: boolean; onUse: Props["onUse"]; suggestion: Suggestion }) {
  const { code, examples, new_history: newHistory, rule } = suggestion;
  return (
    <div className="problems">
      <SpaceBetween alignItems="center" direction="horizontal" size="s">
        <Box fontWeight="bold" variant="h2" fontSize="heading-s">
          <span className="anywhere">{code}</span>
        </Box>
        <Button ariaLabel={`Use as a draft: ${code}`} disabled={isUsed} onClick={() => onUse(suggestion)}>
          {isUsed ? "In the draft" : "Use as a draft"}
        </Button>
      </SpaceBetween>
      {/* A region that scrolls is reached by the keyboard. */}
      <pre aria-label={`The rule ${code}`} role="region" tabIndex={0}>
        <bdi>{rule}</bdi>
      </pre>
      {newHistory.map(({ entity, minutes }) => (
        <p className="soft" key={entity}>
          It looks {windowInWords(minutes)} back at the history of the {entity}, as no other rule of this draft does. Let it run in shadow for as long.
        </p>
      ))}
      <ul className="costs">
        {examples.map((example) => (
          <li key={example.key_id}>
            <a className="text-link anywhere" href={addressOf({ screen: "payment", keyId: example.key_id })}>
              {example.payment}
            </a>{" "}
            <span className="soft">{example.label ? reasonInWords(example.label) : "No label"}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function windowInWords(minutes: number): string {
  if (minutes % 1440 === 0) return counted(minutes / 1440, "day");
  return minutes % 60 === 0 ? counted(minutes / 60, "hour") : counted(minutes, "minute");
}

function percent(part: number): string {
  return `${Math.round(100 * part)} %`;
}
