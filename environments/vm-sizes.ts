/** A kind of virtual machine that the platform knows. */
export interface VmSize {
  readonly vcpus: number;
  readonly memoryGib: number;
  /** Family whose quota it counts against, by the name that Azure's quota API takes. */
  readonly family: string;
}

const dsv5 = (vcpus: number): VmSize => ({ vcpus, memoryGib: vcpus * 4, family: "standardDSv5Family" });
const ddsv5 = (vcpus: number): VmSize => ({ vcpus, memoryGib: vcpus * 4, family: "standardDDSv5Family" });
const dasv5 = (vcpus: number): VmSize => ({ vcpus, memoryGib: vcpus * 4, family: "standardDASv5Family" });
const esv5 = (vcpus: number): VmSize => ({ vcpus, memoryGib: vcpus * 8, family: "standardESv5Family" });
const fsv2 = (vcpus: number): VmSize => ({ vcpus, memoryGib: vcpus * 2, family: "standardFSv2Family" });

/**
 * Machines that an environment may ask for: general ones, with a local disk, with more memory, with faster cores. A size that is
 * missing here is added by a line; what it costs is then added to the price table too.
 * @see https://learn.microsoft.com/azure/virtual-machines/sizes/overview
 */
export const VM_SIZES = {
  Standard_D2s_v5: dsv5(2),
  Standard_D4s_v5: dsv5(4),
  Standard_D8s_v5: dsv5(8),
  Standard_D16s_v5: dsv5(16),
  Standard_D32s_v5: dsv5(32),
  Standard_D2ds_v5: ddsv5(2),
  Standard_D4ds_v5: ddsv5(4),
  Standard_D8ds_v5: ddsv5(8),
  Standard_D16ds_v5: ddsv5(16),
  Standard_D2as_v5: dasv5(2),
  Standard_D4as_v5: dasv5(4),
  Standard_D8as_v5: dasv5(8),
  Standard_E4s_v5: esv5(4),
  Standard_E8s_v5: esv5(8),
  Standard_E16s_v5: esv5(16),
  Standard_F4s_v2: fsv2(4),
  Standard_F8s_v2: fsv2(8),
  Standard_F16s_v2: fsv2(16),
} as const satisfies Record<string, VmSize>;

export type VmSizeName = keyof typeof VM_SIZES;

/** The names, for a schema's enum. */
export const VM_SIZE_NAMES = Object.keys(VM_SIZES) as VmSizeName[];
