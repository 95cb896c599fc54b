// Asks before dead letters are sent again, or why they are discarded. It stands in the trail.
import { type Api, dataOf, type Schemas } from "../api/client";
import { ActDialog, type Told } from "./act-dialog";

export type LetterAct = "redrive" | "discard";

interface Props {
  act: LetterAct;
  api: Api;
  letters: Schemas["DeadLetter"][];
  onDone: () => void;
  queue: string;
}

export function LetterDialog({ act, api, letters, onDone, queue }: Props) {
  const isDiscard = act === "discard";
  const count = letters.length === 1 ? "1 letter" : `${letters.length} letters`;
  return (
    <ActDialog
      act={async (reason) => {
        const body = { queue, message_ids: letters.map((letter) => letter.message_id) };
        const { results } = isDiscard
          ? await dataOf(api.POST("/console/discards", { body: { ...body, reason } }))
          : await dataOf(api.POST("/console/redrives", { body: reason ? { ...body, reason } : body }));
        return inWords(results, isDiscard);
      }}
      button={isDiscard ? "Discard for good" : "Send again"}
      isOptional={!isDiscard}
      isWarning={isDiscard}
      leave="Leave them where they are"
      onDone={onDone}
      title={isDiscard ? `Discard ${count}` : `Send ${count} again`}
      touches={([name, of]) => name === "operations" || (name === "dead-letters" && of === queue)}
      what={
        isDiscard
          ? "They are deleted, and nothing deals with them any more. The trail keeps what they were about."
          : "Whatever could not deal with them tries again. What was done already is not done twice; what fails again comes back here."
      }
    />
  );
}

function inWords(results: Schemas["LettersActedOn"]["results"], isDiscard: boolean): Told {
  const refused = results.filter((acted) => acted.outcome !== "done");
  const done = results.length - refused.length;
  const words = `${done === 1 ? "1 letter is" : `${done} letters are`} ${isDiscard ? "discarded" : "sent again"}.`;
  if (refused.length === 0) return { type: "success", words };
  const why = [...new Set(refused.map((acted) => acted.detail ?? acted.outcome))].join(" ");
  return { type: done > 0 ? "warning" : "error", words: `${done > 0 ? `${words} ` : ""}${refused.length} of ${results.length} not: ${why}` };
}
