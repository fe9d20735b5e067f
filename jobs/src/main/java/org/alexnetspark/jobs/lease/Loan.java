package org.alexnetspark.jobs.lease;

/**
 * The right to use a network. A loan that ends in an error does not give its network to others.
 *
 * @param <N> what the network is
 */
public interface Loan<N> extends AutoCloseable {

  /** The network, until the loan is closed. */
  N network();

  /**
   * Sets parameters that this borrower is not going to change, unless the network holds them from
   * the one before: of a photograph or two a task, setting them would be most of the work.
   *
   * @param name of these parameters and no others in this process
   */
  void setParameters(String name, float[] values);

  /** Says that the work with the network ended well. */
  void done();

  @Override
  void close();
}
