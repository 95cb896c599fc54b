// What the language's checker says of a text, and what its rules cost.
import Box from "@cloudscape-design/components/box";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { CheckedPolicy, PolicyProblem } from "../api/client";
import { goToLine } from "./policy-editor";

export function PolicyChecks({ checked, isChecking }: { checked: CheckedPolicy | undefined; isChecking: boolean }) {
  if (!checked) return <StatusIndicator type="loading">Checking</StatusIndicator>;
  return (
    <>
      <div aria-live="polite">
        {isChecking ? <StatusIndicator type="loading">Checking</StatusIndicator> : <Verdict checked={checked} />}
      </div>
      <Problems problems={checked.problems} />
      <Problems problems={checked.warnings} />
      {checked.is_good ? <Costs checked={checked} /> : null}
    </>
  );
}

function Verdict({ checked }: { checked: CheckedPolicy }) {
  const warnings = checked.warnings.length;
  if (!checked.is_good) {
    return <StatusIndicator type="error">Refused: {counted(checked.problems.length, "problem")}</StatusIndicator>;
  }
  const said = `Good: version ${checked.version}, ${counted(checked.rules.length, "rule")}`;
  return (
    <StatusIndicator type={warnings > 0 ? "warning" : "success"}>
      <span className="anywhere">{warnings > 0 ? `${said}, ${counted(warnings, "warning")}` : said}</span>
    </StatusIndicator>
  );
}

export function counted(count: number, what: string): string {
  return `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
}

function Problems({ problems }: { problems: PolicyProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <ul className="problems">
      {problems.map((problem, place) => (
        <li key={`${place} ${problem.part}`}>
          <strong className="anywhere">{problem.part}</strong>{" "}
          {problem.line ? (
            <button className="line-button" onClick={() => goToLine(problem.line ?? 1, problem.column)} type="button">
              Line {problem.line}
            </button>
          ) : null}
          {/* A region that scrolls is reached by the keyboard. */}
          <pre tabIndex={0}>{problem.rendered}</pre>
        </li>
      ))}
    </ul>
  );
}

function Costs({ checked }: { checked: CheckedPolicy }) {
  const rules = [...checked.rules].sort((one, other) => other.cost - one.cost);
  return (
    <ExpandableSection headerText="What each rule costs and reads">
      <ul className="costs">
        {rules.map((rule) => (
          <li key={rule.code}>
            <span className="anywhere">{rule.code}</span> <span className="soft">{rule.state === "live" ? "" : rule.state}</span>
            <Box color="text-body-secondary" fontSize="body-s">
              {counted(rule.cost, "step")} at most
              <span className="anywhere">{rule.features.length > 0 ? `; reads ${rule.features.join(", ")}` : ""}</span>
            </Box>
          </li>
        ))}
      </ul>
    </ExpandableSection>
  );
}
