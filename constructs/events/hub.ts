/** Name of an environment's hub, which sources that stream send to. */
export const HUB = "events";
