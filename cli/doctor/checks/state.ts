import { type Check, placesOf } from "../check";
import { CouldNotAsk, type Finding, ok } from "../finding";
import { filledIn } from "../subscriptions";

/** Storage's words for a caller that is let in, but not to this; all other refusals are of the network. */
const NO_ROLE = /^(AuthorizationPermissionMismatch|InsufficientAccountPermissions)$/;

/** Terraform's states can be read from here, by who is signed in. */
export const state: Check = {
  name: "state",
  steps: ["plan", "deploy", "devops"],
  look: (about) =>
    Promise.all(
      placesOf(about).map(async (place): Promise<Finding> => {
        const of = place.name;
        if (place.state === undefined) {
          const remedy = `npx cdktf deploy ${of === "shared" ? "shared-bootstrap shared" : `${of}-bootstrap`}, then docs/first-deployment.md, step 3`;
          const expected = "its account in the file, once bootstrap is applied";
          return { status: "warning", of, expected, got: "none: states are files in .tfstate", remedy };
        }
        const { account, container } = place.state;
        const expected = `states in ${account}, readable from here`;
        const id = filledIn(place);
        const answer = await about.azure.container(id, account, container).catch((error: unknown) => {
          if (error instanceof CouldNotAsk && /ENOTFOUND|ECONNREFUSED|no answer/.test(error.message)) return error.message;
          throw error;
        });
        const inNetwork = "Run it within the network, on an agent, or by VPN: docs/network-modes.md.";
        if (typeof answer === "string") return { status: "missing", of, expected, got: answer, remedy: inNetwork };
        const { status, word } = answer;
        if (status === 200) return ok(expected, account, of);
        const got = `${status} ${word}`.trim();
        if (status === 404) return { status: "missing", of, expected, got, remedy: `Correct state of environments/${of}.yaml.` };
        const me = await about.azure.me(id);
        const give = `az role assignment create --assignee ${me} --role "Storage Blob Data Reader" --scope $(az storage account show --subscription ${id} --name ${account} --query id --output tsv); it may take ten minutes to count.`;
        return { status: "missing", of, expected, got, remedy: NO_ROLE.test(word) ? `As an owner: ${give}` : inNetwork };
      }),
    ),
};
