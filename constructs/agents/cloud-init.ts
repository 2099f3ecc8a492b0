import { stringify } from "yaml";

/** Microsoft's key for its packages, by fingerprint; fetched over TLS when a machine starts. */
const KEY_ID = "BC528686B50D79E339D3721CEB3E94ADBE1229CF";

/**
 * What a machine is ready by: its start is over, and az is there. Warnings of cloud-init, which it ends with 2 for, are none of it.
 * @see https://cloudinit.readthedocs.io/en/latest/explanation/return_codes.html
 */
export const WHEN_READY = "cloud-init status --wait; command -v az";

/** What a machine installs when it starts: what an agent needs and a pipeline's own tool installers cannot bring. */
export function cloudInit(): string {
  const config = {
    package_update: true,
    packages: ["azure-cli", "ca-certificates", "git", "unzip"],
    apt: {
      sources: {
        "azure-cli": {
          source: "deb https://packages.microsoft.com/repos/azure-cli/ $RELEASE main",
          keyid: KEY_ID,
          keyserver: "keyserver.ubuntu.com",
        },
      },
    },
  };
  return `#cloud-config\n${stringify(config)}`;
}
