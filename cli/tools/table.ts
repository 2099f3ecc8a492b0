/** A program that deployments need beside Node, as one file in a zip archive. */
export interface Tool {
  readonly name: string;
  readonly version: string;
  readonly url: string;
  /** Of the archive. */
  readonly sha256: string;
  /** Path of the program in the archive. */
  readonly path: string;
  /** By which it tells its version. */
  readonly asks: string;
}

/** What agents are given, by version and checksum: Terraform, and kubelogin, by which it enters a cluster. */
export const TOOLS: readonly Tool[] = [
  {
    name: "terraform",
    version: "1.11.4",
    url: "https://releases.hashicorp.com/terraform/1.11.4/terraform_1.11.4_linux_amd64.zip",
    sha256: "1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc",
    path: "terraform",
    asks: "version",
  },
  {
    name: "kubelogin",
    version: "0.2.19",
    url: "https://github.com/Azure/kubelogin/releases/download/v0.2.19/kubelogin-linux-amd64.zip",
    sha256: "ebaeff02aa899c5cae6a2b954b64fc02738185319df2570f7dc053451efa4b2f",
    path: "bin/linux_amd64/kubelogin",
    asks: "--version",
  },
];

/** The machines that the archives are for. */
export const TOOLS_PLATFORM = { platform: "linux", arch: "x64" } as const;
