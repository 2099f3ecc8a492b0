import { RunningHours, type RunningHoursProps } from "../../../../constructs/kubernetes/running-hours";
import { synthIn } from "../../../support/platform";

const props: RunningHoursProps = {
  cluster: { key: "Cluster", id: "/aks" },
  factoryId: "/factory",
  factory: { key: "Factory", principalId: "f" },
  ownRoleIds: { runCluster: "/roles/start-and-stop" },
  start: "07:30",
  stop: "19:00",
};
const make = (changes: Partial<RunningHoursProps> = {}) =>
  synthIn((stack) => void new RunningHours(stack, "Hours", { ...props, ...changes }));
const made = make();
const trigger = (name: string) =>
  made
    .all("azurerm_data_factory_trigger_schedule")
    .map((r) => r.attributes)
    .find((a) => a.name === name);

test("it is started on working days and stopped every day, in UTC, the only zone that Data Factory takes with a start time in UTC", () => {
  const weekly = { frequency: "Week", interval: 1, start_time: expect.stringMatching(/Z$/), time_zone: "UTC", activated: true };
  expect(trigger("cluster-start")).toMatchObject({ ...weekly, schedule: { hours: [7], minutes: [30] } });
  expect(trigger("cluster-stop")).toMatchObject({ ...weekly, schedule: { hours: [19], minutes: [0] } });
  const days = (name: string) => (trigger(name)?.schedule as { readonly days_of_week: readonly string[] } | undefined)?.days_of_week;
  expect(days("cluster-start")).toEqual(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]);
  expect(days("cluster-stop")).toHaveLength(7);
});

test.each(["start", "stop"])("%s is one call of Azure's management API, as the factory itself", (what) => {
  const pipeline = made.all("Microsoft.DataFactory/factories/pipelines").find((r) => r.attributes.name === `cluster-${what}`);
  expect(pipeline?.attributes.body).toMatchObject({
    properties: {
      activities: [
        {
          type: "WebActivity",
          typeProperties: {
            method: "POST",
            url: { value: expect.stringContaining(`https://management.azure.com/aks/${what}?api-version=`) },
            authentication: { type: "MSI", resource: "https://management.azure.com/" },
          },
        },
      ],
    },
  });
});

test("the factory may start and stop the cluster, by the platform's own role, and nothing else of it", () => {
  const { role_definition_name, ...given } = made.only("azurerm_role_assignment");
  expect(role_definition_name).toBeUndefined();
  expect(given).toMatchObject({ scope: "/aks", principal_id: "f", role_definition_id: "/roles/start-and-stop" });
});

test("that Azure has taken the call is enough: to follow it up the factory would need a role on the subscription", () => {
  for (const { attributes } of made.all("Microsoft.DataFactory/factories/pipelines"))
    expect(attributes.body).toMatchObject({ properties: { activities: [{ typeProperties: { turnOffAsync: true } }] } });
});

test("says what is missing where bootstrap has not defined the role", () => {
  expect(() => make({ ownRoleIds: {} })).toThrow(
    `test/Hours: runningHours grants "runCluster", a role of the platform's own; give the id of its definition.`,
  );
});

test.each([
  [{ start: "7:30" }, 'start: expected a time such as 07:00, got "7:30"'],
  [{ stop: "24:00" }, 'stop: expected a time such as 19:00, got "24:00"'],
  [{ start: "19:00", stop: "19:00" }, 'stop: expected a time after 19:00, got "19:00"'],
])("refuses %j", (changes, message) => {
  expect(() => make(changes)).toThrow(message);
});
