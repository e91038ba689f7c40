#pragma once
// What another directory publishes, as entries of ours. Nothing of it is taken on trust: what we have no field for, what has not
// its field's form, and what is about single people (names and addresses of contacts) is left out and named.
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "directory/json.h"

namespace parasol::directory {

struct FeedEntry {
  std::string place;  // in the feed: "contents[3]", "row 4 (line 5)"
  Json service;       // has an id and a name; the rest may be missing, and texts may be too long
  Json organization;  // null if the feed says nothing of it
  std::vector<std::string> left_out;  // "contacts[0].email: is not taken over"
};

struct Feed {
  std::vector<FeedEntry> entries;
  std::vector<std::string> unreadable;  // "contents[4]: id: is not a UUID in lower case"
  // It has all of its directory, so that what is missing has gone. One page of several has not.
  bool is_whole = false;
};

// Whether a term of another directory is also one of ours.
using KnowsTerm = std::function<bool(std::string_view id)>;

// A feed, service by service.
class FeedReader {
 public:
  explicit FeedReader(KnowsTerm knows_term) : knows_term_(std::move(knows_term)) {}
  // `left_out`: what whoever found the service there could not bring along.
  void add(const std::string& place, const Json& service, std::vector<std::string> left_out = {});
  // Names what cannot be a service at all.
  void add_unreadable(const std::string& place, const std::string& why) { feed_.unreadable.push_back(place + ": " + why); }
  Feed take(bool is_whole);

 private:
  KnowsTerm knows_term_;
  std::set<std::string> ids_;
  Feed feed_;
};

// A list in the envelope of the specification, a bare list, or one service. kInvalid (field "feed") if it is none of them,
// kTooLarge if it has more than 10,000 entries.
Result<Feed> read_feed(const Json& json, const KnowsTerm& knows_term);

}  // namespace parasol::directory
