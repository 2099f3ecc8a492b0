/**
 * The process of the local store: `node host.cjs <folder> <generation>`, started by `openLocalStore`.
 *
 * It runs Azurite's blob server within itself rather than as a child, so that nothing is left over whatever is killed, and plain Node runs
 * it from the checkout. The server class is used rather than azurite's command, which takes no free port and installs telemetry.
 *
 * Users hold a connection to its control port. The system closes a connection when its process ends, however it ends: when the last is
 * gone, the host saves and exits. Until it is gone, the control port answers; so a lock whose port refuses belongs to nobody.
 *
 * Lines on a connection: the user sends the lock's token; the host answers `{"held":true}`, then `{"location":…}` when Azurite is ready, or
 * `{"failed":…}`. A user that sends `leave` is answered `{"left":true}`, or, as the last one, by the end of the connection after the save,
 * or by `{"failed":…}` if it could not be saved.
 */
const { randomBytes } = require("node:crypto");
const fs = require("node:fs");
const net = require("node:net");
const path = require("node:path");

const DRAIN_MS = 2000;

/** Only the highest lock counts. It is never removed, only superseded: so two that find it stale cannot both take over. */
const lockPath = (folder, generation) => path.join(folder, `lock.${generation}.json`);
const generations = (folder) =>
  fs
    .readdirSync(folder)
    .map((name) => Number(/^lock\.(\d+)\.json$/.exec(name)?.[1]))
    .filter(Number.isSafeInteger);

/** Takes the lock of this generation, or learns that another process has it or a later one. */
function takeLock(folder, generation, content) {
  const draft = path.join(folder, `lock.draft-${process.pid}-${content.token}`);
  fs.writeFileSync(draft, JSON.stringify(content), { mode: 0o600 });
  try {
    fs.linkSync(draft, lockPath(folder, generation));
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    fs.rmSync(draft);
  }
  if (generations(folder).some((other) => other > generation)) {
    fs.rmSync(lockPath(folder, generation));
    return false;
  }
  for (const older of generations(folder)) if (older < generation) fs.rmSync(lockPath(folder, older), { force: true });
  return true;
}

/** @returns the server, listening on a free loopback port; it persists in the folder */
async function startAzurite(folder) {
  // Azurite loads its telemetry's SDK even where nothing calls it, as here: that is a third of its start
  const telemetry = require.resolve("applicationinsights", { paths: [require.resolve("azurite/package.json")] });
  require.cache[telemetry] = { id: telemetry, filename: telemetry, loaded: true, exports: {} };
  const { default: BlobServer } = require("azurite/dist/src/blob/BlobServer");
  const { default: BlobConfiguration } = require("azurite/dist/src/blob/BlobConfiguration");
  const { configLogger } = require("azurite/dist/src/common/Logger");
  configLogger(false);
  const extents = [{ locationId: "Default", locationPath: path.join(folder, "blobs"), maxConcurrency: 50 }];
  const keepAliveSeconds = 60;
  const quiet = [false, undefined, false, undefined];
  const loose = false;
  // Strict about headers, but not about the date in the API version, which the SDK raises ahead of Azurite.
  const anyApiVersion = true;
  const files = [path.join(folder, "blobs.json"), path.join(folder, "extents.json"), extents];
  const server = new BlobServer(new BlobConfiguration("127.0.0.1", 0, keepAliveSeconds, ...files, ...quiet, loose, anyApiVersion));
  await server.start();
  return server;
}

/** Lets requests in flight end, then saves: Azurite itself saves every 5 seconds and, as here, when it is closed. */
async function stopAzurite(server) {
  const drained = new Promise((resolve) => server.httpServer.close(resolve));
  server.httpServer.closeIdleConnections();
  await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref())]);
  await server.close();
}

function main(folder, generation) {
  const token = randomBytes(16).toString("hex");
  const users = new Set();
  let azurite;
  let answer;
  let closing = false;

  const tell = (socket, message) => socket.write(`${JSON.stringify(message)}\n`);

  /** The port stays open and the process ends by itself once it has nothing more to write: an autosave may still be under way. */
  const close = async () => {
    if (closing) return;
    closing = true;
    const server = await azurite.catch(() => undefined);
    // What failed half-way through its start has written nothing, and its timers would keep us.
    if (!server) process.exit(1);
    try {
      await stopAzurite(server);
    } catch (error) {
      process.exitCode = 1;
      for (const socket of sockets) tell(socket, { failed: String(error?.message ?? error) });
    }
    for (const held of [control, starter, ...sockets]) held.unref();
  };

  /** Who started us counts as a user by our standard input, until it has connected. */
  const starter = process.stdin;
  const gone = (user) => {
    if (users.delete(user) && users.size === 0) void close();
  };

  const sockets = new Set();
  const control = net.createServer((socket) => {
    let text = "";
    sockets.add(socket);
    if (closing) socket.unref();
    socket.setEncoding("utf8");
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      sockets.delete(socket);
      gone(socket);
    });
    socket.on("data", (chunk) => {
      text += chunk;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
        const line = text.slice(0, end);
        text = text.slice(end + 1);
        hear(socket, line);
      }
    });
  });

  const hear = (socket, line) => {
    if (line === "leave" && users.has(socket)) {
      if (users.size > 1) tell(socket, { left: true });
      gone(socket);
    } else if (line !== token) socket.destroy();
    else if (!closing) {
      users.add(socket);
      tell(socket, { held: true });
      if (answer) tell(socket, answer);
    }
  };

  const begin = () => {
    users.add(starter);
    for (const event of ["end", "close", "error"]) starter.on(event, () => gone(starter));
    starter.resume();
    azurite = startAzurite(folder);
    azurite
      .then(
        (server) => ({ location: `${server.getHttpServerAddress()}/devstoreaccount1` }),
        (error) => ({ failed: String(error?.message ?? error) }),
      )
      .then((message) => {
        answer = message;
        for (const user of users) if (user !== starter) tell(user, answer);
        if (answer.failed) void close();
      });
  };

  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => void close());
  control.listen(0, "127.0.0.1", () => {
    try {
      if (takeLock(folder, generation, { pid: process.pid, port: control.address().port, token })) begin();
    } catch (error) {
      process.stderr.write(error.message);
      process.exitCode = 1;
      control.close();
      return;
    }
    process.stdout.on("error", () => {});
    process.stdout.end("tried\n");
    if (!azurite) control.close();
  });
}

main(process.argv[2], Number(process.argv[3]));
