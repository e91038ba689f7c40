#include "api/rate_limiter.h"

#include <gtest/gtest.h>

namespace parasol::api {
namespace {

using namespace std::string_literals;

http::Request from(const std::string& peer, const char* forwarded = nullptr) {
  http::Request request;
  request.peer = peer;
  if (forwarded != nullptr) request.headers.set("x-forwarded-for", forwarded);
  return request;
}

const std::string kLoopback = "\x7f\0\0\1"s, kElsewhere = "\xc0\0\2\1"s;

TEST(RateLimiter, CountsEachAddressByTheMinute) {
  ManualClock clock(0);
  RateLimiter limiter(clock, 3);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limiter.admit("one"));
  EXPECT_FALSE(limiter.admit("one"));
  EXPECT_EQ(limiter.seconds_left(), 60);
  clock.advance(59'500);
  EXPECT_FALSE(limiter.admit("one"));
  EXPECT_EQ(limiter.seconds_left(), 1);
  clock.advance(500);
  EXPECT_TRUE(limiter.admit("one"));
}

// Each minute has a key of its own, so in three minutes two addresses share a place three times once in 2^48.
TEST(RateLimiter, AnotherAddressIsNotHeldUp) {
  ManualClock clock(0);
  RateLimiter limiter(clock, 1);
  bool admitted = false;
  for (int minute = 0; minute < 3; ++minute) {
    EXPECT_TRUE(limiter.admit("one"));
    EXPECT_FALSE(limiter.admit("one"));
    admitted = admitted || limiter.admit("two");
    clock.advance(kMinute);
  }
  EXPECT_TRUE(admitted);
}

// Break: believe whoever sends the header.
TEST(RateLimiter, OnlyAProxyOnThisMachineIsBelieved) {
  EXPECT_EQ(client_of(from(kElsewhere)), kElsewhere);
  EXPECT_EQ(client_of(from(kElsewhere, "198.51.100.7")), kElsewhere);
  EXPECT_EQ(client_of(from(kLoopback)), kLoopback);
  EXPECT_EQ(client_of(from(kLoopback, "198.51.100.7")), "\xc6\x33\x64\x07"s);
  EXPECT_EQ(client_of(from("", "203.0.113.9, 198.51.100.7 ")), "\xc6\x33\x64\x07"s);
  EXPECT_EQ(client_of(from(std::string(8, '\0'), "198.51.100.7")), "\xc6\x33\x64\x07"s);
  EXPECT_EQ(client_of(from(kLoopback, "2001:db8:1:2:3:4:5:6")), "\x20\x01\x0d\xb8\0\1\0\2"s);
  EXPECT_EQ(client_of(from(kLoopback, "::ffff:198.51.100.7")), "\xc6\x33\x64\x07"s);
  for (const char* bad : {"", ",", "unknown", "198.51.100.7:80", "a\xff"}) EXPECT_EQ(client_of(from(kLoopback, bad)), kLoopback) << bad;
}

}  // namespace
}  // namespace parasol::api
