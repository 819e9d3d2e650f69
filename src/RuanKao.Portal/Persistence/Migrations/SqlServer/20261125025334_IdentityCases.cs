using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RuanKao.Portal.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class IdentityCases : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "NetworkHash",
                table: "IdentityAttempts",
                type: "nvarchar(64)",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "IssuerCode",
                table: "CandidateIdentities",
                type: "nvarchar(3)",
                maxLength: 3,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "IdentityCases",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    DocumentKind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    IssuerCode = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: true),
                    Name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    NumberSealed = table.Column<string>(type: "nvarchar(260)", maxLength: 260, nullable: false),
                    NumberHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Sex = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    BirthDate = table.Column<DateOnly>(type: "date", nullable: false),
                    ValidFrom = table.Column<DateOnly>(type: "date", nullable: false),
                    ValidTo = table.Column<DateOnly>(type: "date", nullable: true),
                    InstitutionCode = table.Column<string>(type: "nvarchar(2)", maxLength: 2, nullable: false),
                    PrefectureCode = table.Column<string>(type: "nvarchar(6)", maxLength: 6, nullable: true),
                    Words = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    State = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    SentAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    PromisedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    DecidedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    ReturnReason = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    Revision = table.Column<int>(type: "int", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IdentityCases", x => x.Id);
                    table.ForeignKey(
                        name: "FK_IdentityCases_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_IdentityCases_Institutions_InstitutionCode",
                        column: x => x.InstitutionCode,
                        principalTable: "Institutions",
                        principalColumn: "Code",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_IdentityCases_Prefectures_PrefectureCode",
                        column: x => x.PrefectureCode,
                        principalTable: "Prefectures",
                        principalColumn: "Code",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "IdentityCaseSteps",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CaseId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    On = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    By = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Why = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IdentityCaseSteps", x => x.Id);
                    table.ForeignKey(
                        name: "FK_IdentityCaseSteps_IdentityCases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "IdentityCases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "IdentityScans",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CaseId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AddedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    PictureSealed = table.Column<byte[]>(type: "varbinary(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IdentityScans", x => x.Id);
                    table.ForeignKey(
                        name: "FK_IdentityScans_IdentityCases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "IdentityCases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_IdentityAttempts_NetworkHash_At",
                table: "IdentityAttempts",
                columns: new[] { "NetworkHash", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_IdentityCases_InstitutionCode_State_SentAt",
                table: "IdentityCases",
                columns: new[] { "InstitutionCode", "State", "SentAt" });

            migrationBuilder.CreateIndex(
                name: "IX_IdentityCases_NumberHash",
                table: "IdentityCases",
                column: "NumberHash");

            migrationBuilder.CreateIndex(
                name: "IX_IdentityCases_OneOpen",
                table: "IdentityCases",
                column: "UserId",
                unique: true,
                filter: "[State] <> 'Approved' AND [State] <> 'Closed'");

            migrationBuilder.CreateIndex(
                name: "IX_IdentityCases_PrefectureCode",
                table: "IdentityCases",
                column: "PrefectureCode");

            migrationBuilder.CreateIndex(
                name: "IX_IdentityCases_State_DecidedAt",
                table: "IdentityCases",
                columns: new[] { "State", "DecidedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_IdentityCases_UserId_CreatedAt",
                table: "IdentityCases",
                columns: new[] { "UserId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_IdentityCaseSteps_CaseId_At",
                table: "IdentityCaseSteps",
                columns: new[] { "CaseId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_IdentityScans_CaseId_AddedAt",
                table: "IdentityScans",
                columns: new[] { "CaseId", "AddedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "IdentityCaseSteps");

            migrationBuilder.DropTable(
                name: "IdentityScans");

            migrationBuilder.DropTable(
                name: "IdentityCases");

            migrationBuilder.DropIndex(
                name: "IX_IdentityAttempts_NetworkHash_At",
                table: "IdentityAttempts");

            migrationBuilder.DropColumn(
                name: "NetworkHash",
                table: "IdentityAttempts");

            migrationBuilder.DropColumn(
                name: "IssuerCode",
                table: "CandidateIdentities");
        }
    }
}
