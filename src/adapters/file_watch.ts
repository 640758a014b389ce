/** Tells when any of a set of files changed, also when an editor replaces them; bursts count once. */
import { type FSWatcher, watch } from "node:fs";
import { basename, dirname } from "node:path";

const SETTLE_MS = 150;

export class FileWatch {
  private watchers: FSWatcher[] = [];
  private timer: NodeJS.Timeout | null = null;
  private readonly onChange: () => void;
  private readonly onBlind: (folder: string, error: unknown) => void;

  /** `onBlind` is told of a folder that can't be watched (network mounts), or not any longer: its changes go unseen. */
  constructor(onChange: () => void, onBlind: (folder: string, error: unknown) => void) {
    this.onChange = onChange;
    this.onBlind = onBlind;
  }

  /** Watches these files instead of those before. Folders are watched, since editors and secret mounts replace files by renaming. */
  watch(files: readonly string[]): void {
    // Why not `close`: a change that was seen already must not be forgotten.
    this.closeWatchers();
    const byFolder = Map.groupBy(files, (file) => dirname(file));
    for (const [folder, members] of byFolder) {
      const names = new Set(members.map((file) => basename(file)));
      try {
        const watcher = watch(folder, { persistent: false }, (_event, name) => {
          if (name === null || names.has(name) || name.startsWith("..")) this.settle();
        });
        watcher.on("error", (error) => {
          watcher.close();
          this.onBlind(folder, error);
        });
        this.watchers.push(watcher);
      } catch (error) {
        this.onBlind(folder, error);
      }
    }
  }

  /** As if one of the files had changed now. */
  touch(): void {
    this.settle();
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.closeWatchers();
  }

  private closeWatchers(): void {
    for (const watcher of this.watchers) watcher.close();
    this.watchers = [];
  }

  private settle(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      this.onChange();
    }, SETTLE_MS);
  }
}
