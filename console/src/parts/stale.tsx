// What is shown while the newest answer is missing: it stays, and so does what somebody writes beside it.
import Alert from "@cloudscape-design/components/alert";
import { SignedOut } from "../api/client";

export function Stale({ problem }: { problem: Error | null }) {
  // That a session is over is said once, and above everything.
  if (!problem || problem instanceof SignedOut) return null;
  return (
    <div className="stale">
      <Alert type="warning">This may be out of date. {problem.message}</Alert>
    </div>
  );
}
