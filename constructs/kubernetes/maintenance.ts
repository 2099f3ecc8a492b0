/** When a cluster may be changed by Azure: a day, and the hour of UTC at which its four hours begin. */
export interface MaintenanceWindow {
  readonly day: "Monday" | "Tuesday" | "Wednesday" | "Thursday" | "Friday" | "Saturday" | "Sunday";
  /** `02:00`. */
  readonly start: string;
}

/** A night that no market is open in and that a cluster is always up in. */
export const SUNDAY_NIGHT: MaintenanceWindow = { day: "Sunday", start: "02:00" };

/** For a cluster that only runs in working hours: one that is stopped is not maintained. */
export const IN_WORKING_HOURS: MaintenanceWindow = { day: "Wednesday", start: "10:00" };

/** Azure takes no shorter one. */
const HOURS = 4;

/** Both of AKS's windows: for new versions of Kubernetes, and for new images of its nodes. */
export function maintenanceWindows(window: MaintenanceWindow) {
  const weekly = {
    frequency: "Weekly",
    interval: 1,
    duration: HOURS,
    dayOfWeek: window.day,
    startTime: window.start,
    utcOffset: "+00:00",
  };
  return { maintenanceWindowAutoUpgrade: weekly, maintenanceWindowNodeOs: weekly };
}
