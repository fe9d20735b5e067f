package org.alexnetspark.model.tower;

/**
 * Where the towers' threads wait for each other. Unlike a plain barrier it knows that a tower has
 * failed, also before the others arrive: nobody waits for one who will not come.
 */
final class Rendezvous {

  private final int towers;
  private int arrived;
  private long meeting;
  private boolean abandoned;

  Rendezvous(int towers) {
    this.towers = towers;
  }

  /** Returns when all towers have called it. */
  synchronized void meet() {
    if (abandoned) {
      throw new AbandonedException();
    }
    long mine = meeting;
    arrived++;
    if (arrived == towers) {
      arrived = 0;
      meeting++;
      notifyAll();
      return;
    }
    while (mine == meeting && !abandoned) {
      try {
        wait();
      } catch (InterruptedException e) {
        abandon();
        Thread.currentThread().interrupt();
      }
    }
    if (mine == meeting) {
      throw new AbandonedException();
    }
  }

  /** Sends everybody away who waits or will come. */
  synchronized void abandon() {
    abandoned = true;
    notifyAll();
  }

  /** Opens again; no tower may be inside. */
  synchronized void reopen() {
    abandoned = false;
    arrived = 0;
  }
}
