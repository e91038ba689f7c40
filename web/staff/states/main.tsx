/** The staff application over faked flows, for tests in a browser and for pictures. Never served. */
import { wanted } from "../../member/states/scene.ts";

// The router clears the address as soon as it is loaded: the scene has to be read before.
void import("./start.tsx").then(({ start }) => start(wanted));
