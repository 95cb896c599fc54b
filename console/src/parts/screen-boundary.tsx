// What is shown in the place of a screen that broke, or whose files are not there any more: another version of the console was deployed.
import { Component, type ReactNode } from "react";

export class ScreenBoundary extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    if (!this.state.isBroken) return this.props.children;
    return (
      <div className="waiting" role="alert">
        <h1>This screen can't be shown</h1>
        <p>There may be a new version of the console, or no connection.</p>
        <button className="narrow-button" onClick={() => location.reload()} type="button">
          Load the page again
        </button>
      </div>
    );
  }
}
