// All tests act on one kernel: what one of them drops or traces, another one would see.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
