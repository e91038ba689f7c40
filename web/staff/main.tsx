import { HelpPage } from "../shared/ui/help.tsx";
import { Shell } from "../shared/ui/shell.tsx";
import { startApplication } from "../shared/ui/start.tsx";

void startApplication(() => <Shell><HelpPage /></Shell>);
